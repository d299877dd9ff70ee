namespace Streaq.Storage;

/// <summary>The pauses between tries while the store can't be reached. Each is twice as long as the one before, up to a maximum.</summary>
internal sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>For work that is retried without end, such as a worker's loops.</summary>
    public static Backoff Endless { get; } = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    /// <summary>For work that a caller waits for.</summary>
    public static Backoff Brief { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));

    /// <summary>The pause that follows another one.</summary>
    public TimeSpan After(TimeSpan pause) => pause * 2 < Longest ? pause * 2 : Longest;
}
