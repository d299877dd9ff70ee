namespace Streaq.Tool.Otlp;

/// <summary>The limits of spans in memory.</summary>
internal sealed record SpanBudget
{
    /// <summary>The most traces. The oldest are dropped first.</summary>
    public int MaxTraces { get; init; } = 10_000;

    /// <summary>The most bytes of all spans, estimated.</summary>
    public long MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most spans of one trace. More are dropped.</summary>
    public int MaxSpans { get; init; } = 1_000;
}
