using System.Diagnostics;

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
    public IList<string> ArgumentProperties { get; } = [];

    /// <summary>
    /// What stands on the span instead of a chosen property's value, given its name and value; <see langword="null"/> leaves it
    /// out. When it throws, the property is left out. Default: <see langword="null"/>, the value itself.
    /// </summary>
    public Func<string, object?, object?>? Redact { get; set; }

    /// <summary>Called with the attempt's span when the rest of the attempt threw. Default: <see langword="null"/>.</summary>
    public Action<Activity, Exception>? EnrichWithException { get; set; }
}
