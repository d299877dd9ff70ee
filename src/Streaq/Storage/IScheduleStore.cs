namespace Streaq.Storage;

/// <summary>
/// The schedules of one queue. A schedule is dynamic (put by a client) or declared (by workers, in their code).
/// </summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IScheduleStore
{
    /// <summary>Reads the store's clock, in Unix milliseconds.</summary>
    ValueTask<long> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Puts a dynamic schedule, in place of one of the same id. With the same expression and time zone it keeps its next slot.
    /// </summary>
    /// <returns><see langword="false"/> when workers declare a schedule with that id: nothing was written.</returns>
    ValueTask<bool> PutAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken);

    /// <summary>
    /// Declares a schedule, in place of any schedule with its id. With the same expression and time zone it keeps its next slot.
    /// </summary>
    ValueTask DeclareAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken);

    /// <summary>
    /// Repeats the declaration of a schedule. A different declaration with its id stays, unless no worker has repeated that one for
    /// <paramref name="unless"/>.
    /// </summary>
    ValueTask RedeclareAsync(ScheduleDefinition schedule, long nextAt, TimeSpan unless, CancellationToken cancellationToken);

    /// <summary>Removes the declared schedules whose declaration no worker has repeated for the given time.</summary>
    /// <returns>The number of removed schedules.</returns>
    ValueTask<int> PruneAsync(TimeSpan undeclaredFor, CancellationToken cancellationToken);

    /// <summary>Removes a dynamic schedule.</summary>
    /// <returns><see langword="false"/> when there was none of that id.</returns>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns all schedules, in the order of their next slots.</summary>
    ValueTask<IReadOnlyList<ScheduleEntry>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Returns a part of the schedules, in the order of their next slots.</summary>
    /// <exception cref="ArgumentException">The continuation is not one of such a part.</exception>
    ValueTask<SchedulePart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken);

    /// <summary>Returns one schedule; <see langword="null"/> when there is none of that id.</summary>
    ValueTask<ScheduleEntry?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns the due schedules, or else the next one, of the dynamic ones and those in <paramref name="declared"/>.</summary>
    /// <param name="declared">The ids of the schedules that the caller declares.</param>
    /// <param name="without">The ids to leave out.</param>
    /// <param name="limit">The maximum number of schedules.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ScheduleReading> ReadAsync(
        IReadOnlyCollection<string> declared, IReadOnlyCollection<string> without, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Fires a slot: sets the next one and enqueues the task in one step, for one caller only. A firing that keeps the next slot is
    /// outside the timetable.
    /// </summary>
    /// <returns><see langword="false"/> when another caller was first, or the schedule has changed.</returns>
    ValueTask<bool> FireAsync(ScheduleFiring firing, CancellationToken cancellationToken);

    /// <summary>Completes when a schedule was put or changed.</summary>
    /// <param name="longest">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken);
}
