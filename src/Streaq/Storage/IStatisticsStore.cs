using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Counts of how the attempts of one queue ended, by minute and task name.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IStatisticsStore
{
    /// <summary>Adds the counts and notes of a worker. Do not repeat the call: they would count twice.</summary>
    ValueTask AddAsync(WorkerNews news, CancellationToken cancellationToken);

    /// <summary>Returns the tasks that ended last, as far as workers reported them, newest first.</summary>
    ValueTask<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Reads the counts of a time up to now.</summary>
    /// <param name="plan">The time and its slots.</param>
    /// <param name="taskName">The task; <see langword="null"/>: all tasks, by name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StatisticsPart> ReadAsync(StatisticsPlan plan, string? taskName, CancellationToken cancellationToken);
}

/// <summary>A worker's report of the attempts that ended since its last report.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="Ended">Lines of <see cref="EndedAttempt"/>, the oldest first.</param>
internal sealed record WorkerNews(IReadOnlyList<MinuteCounts> Counts, IReadOnlyList<string> Ended)
{
    /// <summary>The number of lines that a store keeps.</summary>
    public const int MostEnded = 1_000;

    public bool IsEmpty => Counts.Count + Ended.Count == 0;
}

/// <summary>A worker's counts of the attempts of a task that ended in one minute.</summary>
/// <param name="Minute">Minutes since 1970 by the store's clock.</param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Counts">The counts.</param>
internal sealed record MinuteCounts(long Minute, string TaskName, AttemptCounts Counts);

/// <summary>The counts that were read.</summary>
/// <param name="Now">The store's time, in Unix milliseconds.</param>
/// <param name="From">The minute at which the first slot begins.</param>
/// <param name="Slots">The counts of slots that have any, each with the minute at which it begins.</param>
/// <param name="Tasks">The counts by task.</param>
internal sealed record StatisticsPart(
    long Now, long From, IReadOnlyDictionary<long, AttemptCounts> Slots, IReadOnlyDictionary<string, AttemptCounts> Tasks);
