using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Options of <c>AddStreaqTraceStore</c>: which spans it keeps, and how many.</summary>
public sealed class StreaqTraceStoreOptions
{
    /// <summary>
    /// The share of traces that are kept whatever their outcome, from 0 to 1. The trace's id decides, so all processes keep the same ones.
    /// Traces with failed attempts, retries and the slowest tasks are kept in addition. Default: 0.05.
    /// </summary>
    public double Share { get; set; } = 0.05;

    /// <summary>The limits of a queue's traces in its store. All processes should have the same. Default: see its members.</summary>
    public TraceBudget Budget { get; set; } = new();

    /// <summary>
    /// The names of the attributes that the store keeps. Default: those of Streaq's spans, and those of the semantic conventions for the
    /// called operation and its status. No address, statement or argument is among them.
    /// </summary>
    public ISet<string> Attributes { get; } = new HashSet<string>(TracedAttributes.Default, StringComparer.Ordinal);

    /// <summary>
    /// Returns whether a span is kept. Called when a sampled span ends. Default: <see langword="null"/>, every sampled span.
    /// </summary>
    public Func<Activity, bool>? Filter { get; set; }

    /// <summary>
    /// The name of this service on the spans. Default: <see langword="null"/>, the environment variable <c>OTEL_SERVICE_NAME</c>, else the
    /// name of the application.
    /// </summary>
    public string? ServiceName { get; set; }
}
