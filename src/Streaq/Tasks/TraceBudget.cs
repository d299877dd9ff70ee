namespace Streaq;

/// <summary>How much of a queue's store may be taken for the spans of traces. What is beyond goes, the oldest trace first.</summary>
public sealed record TraceBudget
{
    /// <summary>How many spans one trace may have; further ones are counted in <see cref="TaskTrace.Dropped"/>.</summary>
    public const int MaxSpans = 256;

    /// <summary>How many bytes the spans of one trace may take, compressed.</summary>
    public const int MaxTraceBytes = 64 * 1024;

    /// <summary>How many traces are kept, from 1 to 10,000. Default: 2,000.</summary>
    public int MaxTraces { get; init; } = 2_000;

    /// <summary>How many bytes all spans of the queue may take, compressed; at least 1 MB. Default: 32 MB.</summary>
    public long MaxBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>How long a trace is kept since its first span was; from a minute to a day. Default: 1 hour.</summary>
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
