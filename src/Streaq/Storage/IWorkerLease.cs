namespace Streaq.Storage;

/// <summary>The calls of a worker under its lease. Disposal ends the connection, not the lease.</summary>
internal interface IWorkerLease : IAsyncDisposable
{
    /// <summary>The id of the worker.</summary>
    string Worker { get; }

    /// <summary>Hands out ready tasks, the first priority first; waits up to <paramref name="wait"/> when there is none.</summary>
    /// <param name="room">
    /// The number of tasks that the worker can hold. When tasks of several priorities arrive at the same moment, the fetch may return one
    /// more per further priority.
    /// </param>
    /// <param name="wait">Zero: do not wait.</param>
    /// <param name="deliveries">Receives the tasks.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="LeaseLostException">The store has lost its data, and the lease with it.</exception>
    ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Lets the worker begin an attempt of a task that it holds, or takes the task from it until its limits allow it.</summary>
    /// <remarks>May be repeated when its reply was lost. Every call that ends or moves the task gives back its permits.</remarks>
    ValueTask<StartDecision> AdmitAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken);

    /// <summary>Stores how attempts ended and takes them out of the queue: one atomic step per task.</summary>
    /// <returns><see langword="false"/> when the lease is gone: nothing was written.</returns>
    ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken);

    /// <summary>Extends the lease over all that the worker holds.</summary>
    /// <returns><see langword="false"/> when the lease is gone.</returns>
    ValueTask<bool> RenewAsync(CancellationToken cancellationToken);

    /// <summary>Notes running attempts, so that the worker that takes over after a crash can link to them.</summary>
    /// <param name="began">Task ids and the <c>traceparent</c> of their attempts.</param>
    /// <param name="ended">Ids of noted tasks whose attempts have ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken);

    /// <summary>Ends the lease. The tasks that the worker still holds are ready again, with the same attempt.</summary>
    /// <returns>The number of tasks given back.</returns>
    ValueTask<int> LeaveAsync(CancellationToken cancellationToken);
}
