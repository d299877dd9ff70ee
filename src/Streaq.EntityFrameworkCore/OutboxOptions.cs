namespace Streaq;

/// <summary>Options of an outbox: how the relay moves rows into the queue.</summary>
public sealed class OutboxOptions
{
    /// <summary>
    /// Whether this process moves rows into the queue. At least one process must. Other processes may only write rows. Default:
    /// <see langword="true"/>.
    /// </summary>
    public bool Relay { get; set; } = true;

    /// <summary>How many rows the relay moves in one transaction, from 1 to 1,000. Default: 200.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>
    /// How long the relay sleeps after it found the outbox empty, positive. The pause doubles each time that the relay finds nothing, up to
    /// <see cref="MaxPollInterval"/>. A commit of the same process wakes the relay at once. Default: 100 milliseconds.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest pause of the relay. After this time it finds rows of a process that died or has no relay. Not shorter than
    /// <see cref="PollInterval"/>. Default: 5 seconds.
    /// </summary>
    public TimeSpan MaxPollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether, on PostgreSQL, the commits of other processes wake a relay. The relay uses <c>LISTEN</c> on a connection of its own.
    /// Processes whose <see cref="Relay"/> is <see langword="false"/> use <c>NOTIFY</c>. Poolers that share connections between
    /// transactions block both. Relays then poll, as on other databases. Default: <see langword="true"/>.
    /// </summary>
    public bool Listen { get; set; } = true;

    /// <summary>Returns the pause that follows the given one: twice as long, up to <see cref="MaxPollInterval"/>.</summary>
    internal TimeSpan Longer(TimeSpan pause) => 2 * pause < MaxPollInterval ? 2 * pause : MaxPollInterval;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(PollInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPollInterval, PollInterval);
    }
}
