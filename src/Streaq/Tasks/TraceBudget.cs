namespace Streaq;

/// <summary>The limits for the spans of traces in a queue's store. Beyond them, the oldest trace is deleted first.</summary>
public sealed record TraceBudget
{
    /// <summary>The most spans of one trace. Further ones are counted in <see cref="TaskTrace.Dropped"/>.</summary>
    public const int MaxSpans = 256;

    /// <summary>The most bytes of the spans of one trace, compressed.</summary>
    public const int MaxTraceBytes = 64 * 1024;

    /// <summary>The most traces that are kept, from 1 to 10,000. Default: 2,000.</summary>
    public int MaxTraces { get; init; } = 2_000;

    /// <summary>The most bytes of all spans of the queue, compressed; at least 1 MB. Default: 32 MB.</summary>
    public long MaxBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>How long a trace is kept after its first span was stored; from a minute to a day. Default: 1 hour.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTraces, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxTraces, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(TimeToLive, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TimeToLive, TimeSpan.FromDays(1));
    }
}
