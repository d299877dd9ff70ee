using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Streaq;

/// <summary>
/// What <see cref="TracingMiddleware"/> puts on each attempt's span. By default nothing: arguments and baggage may be private.
/// </summary>
public sealed class TracingOptions
{
    /// <summary>The baggage entries that become attributes of the same name. Default: none.</summary>
    public IList<string> BaggageKeys { get; } = [];

    /// <summary>
    /// The argument's properties that become attributes <c>streaq.argument.{name}</c>, by their C# names; an argument without
    /// such a property gets none. Default: none.
    /// </summary>
    /// <remarks>Not for native AOT, which may leave properties out: there, a middleware of your own reads them.</remarks>
    public IList<string> ArgumentProperties
    {
        [RequiresUnreferencedCode("Properties are found by name, and trimming may have removed them. Read them in a middleware.")]
        get => Properties;
    }

    internal List<string> Properties { get; } = [];

    /// <summary>
    /// What stands on the span instead of a chosen property's value, given its name and value; <see langword="null"/> leaves it
    /// out. When it throws, the property is left out. Default: <see langword="null"/>, the value itself.
    /// </summary>
    public Func<string, object?, object?>? Redact { get; set; }

    /// <summary>Called with the attempt's span when the rest of the attempt threw. Default: <see langword="null"/>.</summary>
    public Action<Activity, Exception>? EnrichWithException { get; set; }
}
