using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Which spans <c>AddStreaqTraceStore</c> keeps, and how many.</summary>
public sealed class StreaqTraceStoreOptions
{
    /// <summary>
    /// The share of traces that are kept whatever comes of them, from 0 to 1, by the trace's id: so all processes choose the same. Traces
    /// with failed attempts, retries and the slowest tasks come beside it. Default: 0.05.
    /// </summary>
    public double Share { get; set; } = 0.05;

    /// <summary>What the traces of a queue may take in its store. All processes should have the same. Default: see its members.</summary>
    public TraceBudget Budget { get; set; } = new();

    /// <summary>
    /// The names of the attributes that the store keeps. Default: those of Streaq's spans, and those of the semantic conventions for what
    /// was called and its status. No address, statement or argument is among them.
    /// </summary>
    public ISet<string> Attributes { get; } = new HashSet<string>(TracedAttributes.Default, StringComparer.Ordinal);

    /// <summary>Whether a span is kept, asked when it ends. Default: <see langword="null"/>, every sampled span.</summary>
    public Func<Activity, bool>? Filter { get; set; }

    /// <summary>
    /// The name of this service on the spans. Default: <see langword="null"/>, the variable <c>OTEL_SERVICE_NAME</c>, else the name of
    /// the application.
    /// </summary>
    public string? ServiceName { get; set; }
}
