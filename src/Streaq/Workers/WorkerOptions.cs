using Streaq.Tasks;

namespace Streaq;

/// <summary>How a worker runs tasks.</summary>
/// <remarks>Configured, read and checked like <see cref="StreaqOptions"/>, under the same name.</remarks>
public sealed class WorkerOptions
{
    /// <summary>A day is more than any of its times should be, and well within what timers can wait.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly string[] DefaultPriorities = ["high", "normal", "low"];

    /// <summary>
    /// Whether the worker works. With <see langword="false"/>, the process only enqueues, as if it had no worker: to switch workers off
    /// by configuration. What was mapped is checked all the same, and <see cref="StopWhenEmpty"/> stops nothing.
    /// Default: <see langword="true"/>.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How many tasks run at a time. Default: 32.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// How many synchronous handlers run at a time, each on a thread of its own beside the thread pool. Further ones wait for a thread and
    /// count as running. Default: <see langword="null"/>, as many as <see cref="Concurrency"/>.
    /// </summary>
    public int? SyncConcurrency { get; set; }

    /// <summary>
    /// The priorities that the worker serves; the first is served first. Default: <see langword="null"/>, which means <c>high</c>,
    /// <c>normal</c>, <c>low</c>; so a configuration that names priorities names all of them.
    /// </summary>
    public IReadOnlyList<string>? Priorities { get; set; }

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
    /// so slow tasks are never held back from other workers. Default: 512; 0 holds none.
    /// </summary>
    public int Prefetch { get; set; } = 512;

    /// <summary>
    /// Whether the host stops once nothing is ready, scheduled or running; only a worker that is <see cref="Enabled"/> does so.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool StopWhenEmpty { get; set; }

    /// <summary>
    /// Whether the worker counts how its attempts ended, for <see cref="IStreaqClient.StatisticsAsync"/>, and notes some of them, for
    /// <see cref="IStreaqClient.RecentAsync"/>. It adds up in memory and sends that when it renews its lease, so a task costs no command.
    /// Default: <see langword="true"/>.
    /// </summary>
    public bool CollectStatistics { get; set; } = true;

    /// <summary>The worker's name in spans, reports and logs. Default: host name and process id.</summary>
    public string Name { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary><see cref="Priorities"/>, or the default of them.</summary>
    internal IReadOnlyList<string> ServedPriorities => Priorities ?? DefaultPriorities;

    internal void Check(OptionRules rules)
    {
        rules.AtLeast(Concurrency, 1);
        rules.AtLeast(SyncConcurrency ?? 1, 1, nameof(SyncConcurrency));
        rules.AtLeast(Prefetch, 0);
        rules.AtLeast(LeaseDuration, TimeSpan.FromMilliseconds(100));
        rules.AtMost(LeaseDuration, Longest);
        rules.AtLeast(GracePeriod, TimeSpan.Zero);
        rules.AtMost(GracePeriod, Longest);
        rules.Name(Name);
        rules.Defined(PriorityPolicy);
        if (ServedPriorities.Count == 0)
        {
            rules.Break(nameof(Priorities), "is empty; it must name at least one priority");
        }

        foreach (var priority in ServedPriorities)
        {
            rules.Name(priority, nameof(Priorities));
        }

        foreach (var (priority, times) in ServedPriorities.OfType<string>().CountBy(priority => priority, StringComparer.Ordinal))
        {
            if (times > 1)
            {
                rules.Break(nameof(Priorities), $"names '{priority}' {times} times");
            }
        }
    }
}
