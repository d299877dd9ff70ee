using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Stores the tasks of one queue. Its members are the verbs of the domain; each is atomic.</summary>
/// <remarks>
/// Times that two machines compare are the store's (<see cref="Now"/>). Every member throws
/// <see cref="StreaqStoreException"/> when the store can't be reached or has been disposed. So do waits that disposal ends.
/// </remarks>
internal interface ITaskStore : IAsyncDisposable
{
    /// <summary>The maximum number of tasks that <see cref="EnqueueWaitingAsync"/> enqueues in one step.</summary>
    const int MaxGraph = 100;

    /// <summary>The store's clock in Unix milliseconds, as well as this process knows it.</summary>
    long Now { get; }

    /// <summary>
    /// The store's address, for <c>server.address</c> and <c>server.port</c>; <see langword="null"/> for a store in this process.
    /// </summary>
    StoreAddress? Address { get; }

    /// <summary>
    /// The data that the store may lose because of its settings, and what to set instead, as a sentence without its full stop;
    /// <see langword="null"/> for no risk.
    /// </summary>
    string? Risk { get; }

    /// <summary>The schedules of the queue.</summary>
    IScheduleStore Schedules { get; }

    /// <summary>The progress of running tasks.</summary>
    IProgressStore Progress { get; }

    /// <summary>The groups of tasks.</summary>
    IGroupStore Groups { get; }

    /// <summary>The tasks that failed for good.</summary>
    IDeadLetterStore DeadLetters { get; }

    /// <summary>Counts of how the queue's attempts ended.</summary>
    IStatisticsStore Statistics { get; }

    /// <summary>Spans of the traces that its tasks are in.</summary>
    ITraceStore Traces { get; }

    /// <summary>The queues in the same store as this one.</summary>
    IQueueDirectory Queues { get; }

    /// <summary>The pauses of the queue and of its priorities.</summary>
    IPauseStore Pauses { get; }

    /// <summary>Enqueues a task unless its id is known already.</summary>
    /// <returns>The task that stands for it.</returns>
    ValueTask<StandingTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken);

    /// <summary>Enqueues many tasks, in their order and with as few round trips as possible.</summary>
    /// <returns>The ids of the tasks that stand for them.</returns>
    ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// Enqueues tasks that wait for others, or for earlier ones of the list. Up to <see cref="MaxGraph"/> tasks take one step, more take
    /// several.
    /// </summary>
    /// <returns>The tasks that stand for them.</returns>
    /// <exception cref="DependencyRefusedException">
    /// A task would wait for itself, or one of its strict dependencies is unknown.
    /// </exception>
    ValueTask<StandingTask[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken);

    /// <summary>Registers a worker, which may fetch and settle while it renews its lease.</summary>
    ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken);

    /// <summary>Makes tasks ready that are due, or that get a permit of their rate limit.</summary>
    ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Completes when a task may have become due earlier than the last <see cref="PromoteDueAsync"/> returned.</summary>
    ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Makes the tasks ready again that workers with an expired lease held.</summary>
    /// <returns>The tasks given back, each with the worker that had it.</returns>
    ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken);

    /// <summary>Ends a task that no worker holds. If a worker holds it, requests the end from the worker and waits for it.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="abortedBy">The <c>traceparent</c> of the caller; empty when nothing is traced.</param>
    /// <param name="giveUp">
    /// Ends the wait for a running task; the request stays. Cancelled with <paramref name="cancellationToken"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the whole call.</param>
    ValueTask<AbortResult> AbortAsync(string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken);

    /// <summary>Makes a scheduled task ready before its time.</summary>
    ValueTask<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Returns the state of a task.</summary>
    ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Waits for a task's end, by notification; an end before the call counts.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="giveUp">
    /// Ends the wait, but not the first check whether the task has ended. Cancelled with <paramref name="cancellationToken"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the whole call.</param>
    /// <returns>The record; <see langword="null"/> when the store does not know the id.</returns>
    ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken giveUp, CancellationToken cancellationToken);

    /// <summary>Counts the unfinished tasks by state, and by priority where the state has priorities, and the dead letters.</summary>
    ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>Returns the priorities that workers of the queue serve or have served, roughly in the workers' order.</summary>
    ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken);

    /// <summary>Lists tasks of one state, a part at a time.</summary>
    /// <exception cref="ArgumentException">The continuation does not come from such a list.</exception>
    ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Returns the workers with a lease, or with an expired one that was not noticed yet, and the tasks of the priorities that they hold.
    /// </summary>
    ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>Returns a part of these workers without their tasks, in the order of their ids: a renewal moves no worker.</summary>
    /// <param name="priorities">The priorities whose held tasks are counted.</param>
    /// <param name="limit">The maximum number of workers.</param>
    /// <param name="after">The id after which the part begins; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<WorkerPart> PageWorkersAsync(
        IReadOnlyList<string> priorities, int limit, string? after, CancellationToken cancellationToken);

    /// <summary>
    /// Returns one of these workers, and the tasks of the priorities that it holds; <see langword="null"/> when it has no lease.
    /// </summary>
    ValueTask<WorkerReport?> FindWorkerAsync(string workerId, IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>Makes the caller the reporter of the queue's gauges, unless there is another reporter.</summary>
    /// <param name="reporter">The caller's id.</param>
    /// <param name="term">How long it stays the reporter without another call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken);
}
