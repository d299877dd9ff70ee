using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>How the attempts of one queue ended, by minutes and names.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IStatisticsStore
{
    /// <summary>Adds what a worker has counted and noted. Not to be repeated: it would count twice.</summary>
    ValueTask AddAsync(WorkerNews news, CancellationToken cancellationToken);

    /// <summary>The newest of the tasks that have ended, as far as workers told of them, newest first.</summary>
    ValueTask<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken);

    /// <summary>What there is of a time up to now.</summary>
    /// <param name="plan">Of which time.</param>
    /// <param name="taskName">Of which task; <see langword="null"/>: of all, with their names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StatisticsPart> ReadAsync(StatisticsPlan plan, string? taskName, CancellationToken cancellationToken);
}

/// <summary>What a worker tells of the attempts that ended since it told last.</summary>
/// <param name="Counts">The counts.</param>
/// <param name="Ended">Lines of <see cref="EndedAttempt"/>, the oldest first.</param>
internal sealed record WorkerNews(IReadOnlyList<MinuteCounts> Counts, IReadOnlyList<string> Ended)
{
    /// <summary>How many lines are kept.</summary>
    public const int MostEnded = 1_000;

    public bool IsEmpty => Counts.Count + Ended.Count == 0;
}

/// <summary>What a worker has counted of a task's attempts that ended in a minute.</summary>
/// <param name="Minute">Minutes since 1970 by the store's clock.</param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Counts">The counts.</param>
internal sealed record MinuteCounts(long Minute, string TaskName, AttemptCounts Counts);

/// <summary>What was read.</summary>
/// <param name="Now">The store's time, in Unix milliseconds.</param>
/// <param name="From">The minute at which the first slot begins.</param>
/// <param name="Slots">The counts of slots that have any, each with the minute at which it begins.</param>
/// <param name="Tasks">The counts by task.</param>
internal sealed record StatisticsPart(
    long Now, long From, IReadOnlyDictionary<long, AttemptCounts> Slots, IReadOnlyDictionary<string, AttemptCounts> Tasks);
