namespace Streaq.Storage;

/// <summary>
/// Where the schedules of one queue are. A schedule is dynamic (put by a client) or declared (by workers, in their code).
/// </summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IScheduleStore
{
    /// <summary>The store's clock in Unix milliseconds, asked for.</summary>
    ValueTask<long> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts a dynamic schedule, in place of one of the same id. With the same expression and time zone it keeps its next slot.
    /// </summary>
    /// <returns><see langword="false"/> when workers declare a schedule of that id: nothing was written.</returns>
    ValueTask<bool> PutAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken);

    /// <summary>
    /// Declares a schedule, in place of whatever has its id. With the same expression and time zone it keeps its next slot.
    /// </summary>
    ValueTask DeclareAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken);

    /// <summary>
    /// Tells that the schedule is still declared. Another declaration of its id stays, unless it was not told so of for
    /// <paramref name="unless"/>.
    /// </summary>
    ValueTask RedeclareAsync(ScheduleDefinition schedule, long nextAt, TimeSpan unless, CancellationToken cancellationToken);

    /// <summary>Removes the schedules that no worker has declared for so long.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> PruneAsync(TimeSpan undeclaredFor, CancellationToken cancellationToken);

    /// <summary>Removes a dynamic schedule.</summary>
    /// <returns><see langword="false"/> when there was none of that id.</returns>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>All schedules, in the order of their next slots.</summary>
    ValueTask<IReadOnlyList<ScheduleEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A part of the schedules, in the order of their next slots.</summary>
    /// <exception cref="ArgumentException">The continuation is not one of such a part.</exception>
    ValueTask<SchedulePart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken);

    /// <summary>One schedule; <see langword="null"/> when there is none of that id.</summary>
    ValueTask<ScheduleEntry?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The schedules to look at now: dynamic ones, and the declared ones that are named.</summary>
    /// <param name="declared">Ids of those that the caller declares.</param>
    /// <param name="without">Ids to leave out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ScheduleReading> ReadAsync(
        IReadOnlyCollection<string> declared, IReadOnlyCollection<string> without, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Fires a slot: sets the next one and puts the task into the queue, in one step, for one caller alone. Beside the timetable, when the
    /// next slot is the one that it had.
    /// </summary>
    /// <returns><see langword="false"/> when another caller was first, or the schedule has changed.</returns>
    ValueTask<bool> FireAsync(ScheduleFiring firing, CancellationToken cancellationToken);

    /// <summary>Completes when a schedule was put or changed.</summary>
    /// <param name="longest">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken);
}
