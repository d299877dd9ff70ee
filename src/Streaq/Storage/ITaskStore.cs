using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Where the tasks of one queue are. Its members are the verbs of the domain; each is atomic.</summary>
/// <remarks>
/// Times that two machines compare are the store's (<see cref="Now"/>). Every member throws
/// <see cref="StreaqStoreException"/> when the store can't be reached or has been disposed; so do the waits that disposal ends.
/// </remarks>
internal interface ITaskStore : IAsyncDisposable
{
    /// <summary>How many tasks that wait for others are enqueued in one step.</summary>
    const int MaxGraph = 100;

    /// <summary>The store's clock in Unix milliseconds, as well as this process knows it.</summary>
    long Now { get; }

    /// <summary>Where the store is, for <c>server.address</c> and <c>server.port</c>; <see langword="null"/> in this process.</summary>
    StoreAddress? Address { get; }

    /// <summary>
    /// What the store may lose by its settings, and what to set instead, as a sentence without its full stop; <see langword="null"/> for
    /// nothing.
    /// </summary>
    string? Risk { get; }

    /// <summary>The schedules of the queue.</summary>
    IScheduleStore Schedules { get; }

    /// <summary>How far running tasks are.</summary>
    IProgressStore Progress { get; }

    /// <summary>The groups of tasks.</summary>
    IGroupStore Groups { get; }

    /// <summary>The tasks that failed for good.</summary>
    IDeadLetterStore DeadLetters { get; }

    /// <summary>How the queue's attempts ended.</summary>
    IStatisticsStore Statistics { get; }

    /// <summary>Spans of the traces that its tasks are in.</summary>
    ITraceStore Traces { get; }

    /// <summary>The queues that are where this one is.</summary>
    IQueueDirectory Queues { get; }

    /// <summary>Which of the queue's priorities workers leave alone.</summary>
    IPauseStore Pauses { get; }

    /// <summary>Puts a task into the queue unless its id is known already.</summary>
    /// <returns>The task that stands for it.</returns>
    ValueTask<StandingTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken);

    /// <summary>The same for many, in their order and with as few round trips as possible.</summary>
    /// <returns>The ids of the tasks that stand for them.</returns>
    ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken);

    /// <summary>
    /// The same for tasks that wait for others, or for earlier ones of the list. Up to <see cref="MaxGraph"/> tasks take one step, more
    /// take several.
    /// </summary>
    /// <returns>The tasks that stand for them.</returns>
    /// <exception cref="DependencyRefusedException">
    /// A task would wait for itself, or strictly for one of which nothing is known.
    /// </exception>
    ValueTask<StandingTask[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken);

    /// <summary>Registers a worker, which may fetch and settle while it renews its lease.</summary>
    ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken);

    /// <summary>Makes due tasks ready, and those whose rate limit lets them in.</summary>
    ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Completes when a task may have become due earlier than the last <see cref="PromoteDueAsync"/> told.</summary>
    ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken);

    /// <summary>Makes the tasks ready that workers held whose lease has run out.</summary>
    /// <returns>The tasks given back, each with the worker that had it.</returns>
    ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken);

    /// <summary>Ends a task that no worker holds; has the worker that holds it end it, and waits for that.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="abortedBy">The <c>traceparent</c> of the caller; empty when nothing is traced.</param>
    /// <param name="giveUp">
    /// Ends the wait for a running task; the request stays. Cancelled with <paramref name="cancellationToken"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the call, too.</param>
    ValueTask<AbortResult> AbortAsync(string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken);

    /// <summary>Makes a scheduled task ready before its time.</summary>
    ValueTask<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Where a task is.</summary>
    ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Waits for a task's end, by notification; an end before the call counts.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="giveUp">
    /// Ends the wait for the end, not the question whether it is there. Cancelled with <paramref name="cancellationToken"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the call, too.</param>
    /// <returns>The record; <see langword="null"/> when nothing is known of the id.</returns>
    ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken giveUp, CancellationToken cancellationToken);

    /// <summary>How many tasks are in each state that is not an end, by priority where there is one.</summary>
    ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>The priorities that workers of the queue serve or have served, about the first first.</summary>
    ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken);

    /// <summary>Lists tasks of one state, a part at a time.</summary>
    /// <exception cref="ArgumentException">The continuation is not one of such a list.</exception>
    ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken);

    /// <summary>The workers with a lease, or with one that has run out unnoticed so far, and what they hold of the priorities.</summary>
    ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>A part of these workers without what they hold, by their ids, so that a renewal moves none of them.</summary>
    /// <param name="priorities">The priorities of whose tasks it counts what they hold.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">The id behind which the part begins; <see langword="null"/> for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<WorkerPart> PageWorkersAsync(
        IReadOnlyList<string> priorities, int limit, string? after, CancellationToken cancellationToken);

    /// <summary>One of these workers, and what it holds of the priorities; <see langword="null"/> when it has no lease.</summary>
    ValueTask<WorkerReport?> FindWorkerAsync(string workerId, IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>Makes the caller the one that reports the queue's gauges, unless another one is.</summary>
    /// <param name="reporter">Its id.</param>
    /// <param name="term">How long it is, without another call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken);
}
