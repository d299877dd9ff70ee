using Streaq.Tasks;

namespace Streaq;

/// <summary>Options of a worker.</summary>
/// <remarks>Configured, read and checked like <see cref="StreaqOptions"/>, under the same name.</remarks>
public sealed class WorkerOptions
{
    /// <summary>The maximum of every duration here: more than any should be, and well within what timers support.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly string[] DefaultPriorities = ["high", "normal", "low"];

    /// <summary>
    /// Whether the worker runs. With <see langword="false"/>, the process only enqueues, as if it had no worker. Use it to switch workers
    /// off by configuration. The mapped tasks are still checked, and <see cref="StopWhenEmpty"/> has no effect.
    /// Default: <see langword="true"/>.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The maximum number of tasks that run at a time. Default: 32.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>
    /// The maximum number of synchronous handlers that run at a time, each on its own thread outside the thread pool. Further ones wait
    /// for a thread and count as running. Default: <see langword="null"/>, which means the value of <see cref="Concurrency"/>.
    /// </summary>
    public int? SyncConcurrency { get; set; }

    /// <summary>
    /// The priorities that the worker serves; the first is served first. Default: <see langword="null"/>, which means <c>high</c>,
    /// <c>normal</c>, <c>low</c>. A configuration that names priorities replaces these, so it must name all of them.
    /// </summary>
    public IReadOnlyList<string>? Priorities { get; set; }

    /// <summary>
    /// The order in which the priorities are served while tasks of several are ready. Default: <see cref="PriorityPolicy.Strict"/>.
    /// </summary>
    public PriorityPolicy PriorityPolicy { get; set; }

    /// <summary>
    /// The duration of the worker's lease, which is renewed after every third of it. When the worker dies, hangs or loses Redis, its lease
    /// expires, and its tasks go to other workers. From 100 milliseconds to a day. Default: 30 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long running tasks may continue after a stop is requested. Then they are cancelled and given back to the queue. At most a day.
    /// Default: 20 seconds.
    /// </summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The maximum number of tasks that the worker holds beyond <see cref="Concurrency"/>. It holds as many as it finishes in about 10 ms,
    /// so slow tasks are never held back from other workers. Default: 512. 0 holds none.
    /// </summary>
    public int Prefetch { get; set; } = 512;

    /// <summary>
    /// Whether the worker stops the host once no task is ready, scheduled, waiting or running. Only a worker that is
    /// <see cref="Enabled"/> does so. Default: <see langword="false"/>.
    /// </summary>
    public bool StopWhenEmpty { get; set; }

    /// <summary>
    /// Whether the worker counts how its attempts ended, for <see cref="IStreaqClient.StatisticsAsync"/>, and notes some of them, for
    /// <see cref="IStreaqClient.RecentAsync"/>. It collects both in memory and sends them when it renews its lease, so a task costs no
    /// extra Redis command. Default: <see langword="true"/>.
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
