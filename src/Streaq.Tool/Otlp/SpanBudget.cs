namespace Streaq.Tool.Otlp;

/// <summary>What spans may take in memory.</summary>
internal sealed record SpanBudget
{
    /// <summary>Of all traces; the oldest give way.</summary>
    public int MaxTraces { get; init; } = 10_000;

    /// <summary>Of all spans, about.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Of one trace; more are dropped.</summary>
    public int MaxSpans { get; init; } = 1_000;
}
