using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Streaq;

/// <summary>
/// Options of <see cref="TracingMiddleware"/>: what it puts on each attempt's span. By default nothing, since arguments and baggage may be
/// private.
/// </summary>
public sealed class TracingOptions
{
    /// <summary>The baggage entries that become attributes of the same name. Default: none.</summary>
    public IList<string> BaggageKeys { get; } = [];

    /// <summary>
    /// The C# names of the argument's properties that become attributes <c>streaq.argument.{name}</c>. A property that the argument does
    /// not have is left out. Default: none.
    /// </summary>
    /// <remarks>Not for native AOT, where trimming may remove properties. Read them in a middleware of your own there.</remarks>
    public IList<string> ArgumentProperties
    {
        [RequiresUnreferencedCode("Properties are found by name, and trimming may have removed them. Read them in a middleware.")]
        get => Properties;
    }

    internal List<string> Properties { get; } = [];

    /// <summary>
    /// Returns what to put on the span in place of a chosen property's value, given the property's name and value. When it returns
    /// <see langword="null"/> or throws, the property is left out. Default: <see langword="null"/>, the value itself.
    /// </summary>
    public Func<string, object?, object?>? Redact { get; set; }

    /// <summary>Called with the attempt's span when the rest of the attempt threw. Default: <see langword="null"/>.</summary>
    public Action<Activity, Exception>? EnrichWithException { get; set; }
}
