using Streaq.Tasks;

namespace Streaq;

/// <summary>How a worker runs tasks.</summary>
public sealed class WorkerOptions
{
    /// <summary>A day is more than any of its times should be, and well within what timers can wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>How many tasks run at a time. Default: 32.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How many synchronous handlers run at a time, each on a thread of its own beside the thread pool; further ones wait for a thread
    /// and count as running meanwhile. Default: <see langword="null"/>, as many as <see cref="Concurrency"/>.
    /// </summary>
    public int? SyncConcurrency { get; set; }

    /// <summary>
    /// The priorities that the worker serves; the first is served first. Default: <c>high</c>, <c>normal</c>, <c>low</c>.
    /// </summary>
    public IReadOnlyList<string> Priorities { get; set; } = ["high", "normal", "low"];

    /// <summary>
    /// In which order the priorities are served while tasks of several are ready. Default: <see cref="PriorityPolicy.Strict"/>.
    /// </summary>
    public PriorityPolicy PriorityPolicy { get; set; }

    /// <summary>
    /// How long the tasks of a worker that died, hangs or lost Redis stay with it. Renewed every third of it.
    /// From 100 milliseconds to a day. Default: 30 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long running tasks may go on after a stop was asked for; then they are cancelled and given back. At most a day. Default: 20
    /// seconds.
    /// </summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The most tasks to hold beyond <see cref="Concurrency"/>. The worker holds as many as it finishes in about 10 ms,
    /// so slow tasks are never held back from other workers. Default: 256; 0 holds none.
    /// </summary>
    public int Prefetch { get; set; } = 256;

    /// <summary>Whether the host stops once nothing is ready, scheduled or running. Default: <see langword="false"/>.</summary>
    public bool StopWhenEmpty { get; set; }

    /// <summary>The worker's name in spans, reports and logs. Default: host name and process id.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        if (SyncConcurrency is { } threads)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(SyncConcurrency));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Prefetch);
        ArgumentOutOfRangeException.ThrowIfLessThan(LeaseDuration, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LeaseDuration, Longest);
        ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GracePeriod, Longest);
        WireName.ThrowIfInvalid(Name, nameof(Name), "WorkerOptions.Name");
        if (!Enum.IsDefined(PriorityPolicy))
        {
            throw new ArgumentOutOfRangeException(
                nameof(PriorityPolicy), PriorityPolicy, "WorkerOptions.PriorityPolicy is none that there is.");
        }

        if (Priorities.Count == 0)
        {
            throw new ArgumentException("WorkerOptions.Priorities must name at least one priority.", nameof(Priorities));
        }

        foreach (var priority in Priorities)
        {
            WireName.ThrowIfInvalid(priority, nameof(Priorities), "A priority of WorkerOptions.Priorities");
        }

        if (Priorities.Distinct(StringComparer.Ordinal).Count() != Priorities.Count)
        {
            throw new ArgumentException("WorkerOptions.Priorities names a priority twice.", nameof(Priorities));
        }
    }
}
