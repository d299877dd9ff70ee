using Streaq.Client;
using Streaq.Storage;

namespace Streaq;

/// <summary>A handle of an enqueued task: reads its state, or awaits its end.</summary>
public class TaskHandle
{
    internal TaskHandle(ITaskAccess access, StandingTask task, string? taskName)
    {
        Access = access;
        (Id, IsNew) = (task.Id, task.IsNew);
        TaskName = taskName;
    }

    /// <summary>The task's id.</summary>
    public string Id { get; }

    /// <summary>
    /// Whether the enqueue that returned this handle added the task. <see langword="false"/> when its <see cref="EnqueueOptions.Id"/> was
    /// known or its <see cref="EnqueueOptions.DeduplicationKey"/> was held: the handle is then that of the other task. Also
    /// <see langword="false"/> for a handle that was made from an id. <see cref="StreaqOptions.EnqueueOutageWait"/> repeats an enqueue.
    /// With a chosen id, a later try may find the task that the first one added, and then this is <see langword="false"/> too.
    /// </summary>
    public bool IsNew { get; }

    private protected ITaskAccess Access { get; }

    /// <summary><see langword="null"/> for a handle that was made from an id.</summary>
    private protected string? TaskName { get; }

    /// <summary>Creates a handle of a succeeded task that is in no queue, for a test's substitute of <see cref="IStreaqClient"/>.</summary>
    /// <param name="id">The task's id.</param>
    /// <returns>The handle; its waits end at once.</returns>
    public static TaskHandle Succeeded(string id) => new(new EndedTask(result: null, error: null), Own(id), taskName: null);

    /// <summary>
    /// Creates a handle of a task that succeeded with a result and is in no queue, for a test's substitute of <see cref="IStreaqClient"/>.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The task's id.</param>
    /// <param name="result">The result.</param>
    /// <returns>The handle; its waits end at once.</returns>
    public static TaskHandle<TResult> Succeeded<TResult>(string id, TResult result) =>
        new(new EndedTask(result, error: null), Own(id), taskName: null);

    /// <summary>Creates a handle of a failed task that is in no queue, for a test's substitute of <see cref="IStreaqClient"/>.</summary>
    /// <param name="id">The task's id.</param>
    /// <param name="error">The error that it failed with.</param>
    /// <returns>The handle; its waits end at once with <see cref="TaskFailedException"/>.</returns>
    public static TaskHandle Failed(string id, TaskError error) => new(Failure(error), Own(id), taskName: null);

    /// <summary>
    /// Creates a handle of a failed task that is in no queue and whose definition has a result, for a test's substitute of
    /// <see cref="IStreaqClient"/>.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="id">The task's id.</param>
    /// <param name="error">The error that it failed with.</param>
    /// <returns>The handle; its waits end at once with <see cref="TaskFailedException"/>.</returns>
    public static TaskHandle<TResult> Failed<TResult>(string id, TaskError error) => new(Failure(error), Own(id), taskName: null);

    /// <summary>Gets the state of the task.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The state.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<TaskState> StateAsync(CancellationToken cancellationToken = default) => Access.StateAsync(Id, cancellationToken);

    /// <summary>Gets what the queue knows about the task.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The report.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<TaskReport> ReportAsync(CancellationToken cancellationToken = default) => Access.ReportAsync(Id, cancellationToken);

    /// <summary>Aborts the task: see <see cref="IStreaqClient.AbortAsync"/>.</summary>
    /// <param name="timeout">
    /// How long to wait for the end of a running task: zero or more. <see langword="null"/> and
    /// <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a running task is aborted all the same.</param>
    /// <returns>Whether the task has ended as aborted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<bool> AbortAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Access.AbortAsync(Id, TaskName, timeout, cancellationToken);

    /// <summary>Makes the task ready before its time: see <see cref="IStreaqClient.RunNowAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>Whether the task was made ready, or why not.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<RunNowResult> RunNowAsync(CancellationToken cancellationToken = default) => Access.RunNowAsync(Id, cancellationToken);

    /// <summary>
    /// Follows the progress of the task (<see cref="TaskContext.ReportProgressAsync"/>) until it ends. It returns the last report at once,
    /// then each newer one. A slow reader misses reports in between.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reports.</returns>
    /// <exception cref="TaskNotFoundException">The queue does not know the task.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public IAsyncEnumerable<TaskProgress> ProgressAsync(CancellationToken cancellationToken = default) =>
        Access.ProgressAsync(Id, cancellationToken);

    /// <summary>Waits until the task has succeeded.</summary>
    /// <param name="timeout">
    /// How long to wait: zero or more. <see langword="null"/> and <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes with the end of this one.</returns>
    /// <exception cref="TaskFailedException">It failed.</exception>
    /// <exception cref="TaskAbortedException">It was aborted.</exception>
    /// <exception cref="TaskExpiredException">It expired.</exception>
    /// <exception cref="TaskNotFoundException">The queue does not know it.</exception>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Access.WaitForSuccessAsync(Id, TaskName, timeout, cancellationToken);

    /// <summary>Returns the task's id.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;

    private static StandingTask Own(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new(id, IsNew: true);
    }

    private static EndedTask Failure(TaskError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new(result: null, error);
    }
}

/// <summary>A handle of an enqueued task with a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class TaskHandle<TResult> : TaskHandle
{
    internal TaskHandle(ITaskAccess access, StandingTask task, string? taskName) : base(access, task, taskName)
    {
    }

    /// <summary>Gets what the queue knows about the task, with its result once it has succeeded.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The report.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public new Task<TaskReport<TResult>> ReportAsync(CancellationToken cancellationToken = default) =>
        Access.ReportAsync<TResult>(Id, cancellationToken);

    /// <summary>
    /// Waits for the task's result, by notification. A result that exists already is returned at once, even with a timeout of zero.
    /// </summary>
    /// <param name="timeout">
    /// How long to wait: zero or more. <see langword="null"/> and <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result.</returns>
    /// <exception cref="TaskFailedException">The task failed.</exception>
    /// <exception cref="TaskAbortedException">The task was aborted.</exception>
    /// <exception cref="TaskExpiredException">The task expired.</exception>
    /// <exception cref="TaskNotFoundException">The queue does not know the task, or its result was not kept.</exception>
    /// <exception cref="TimeoutException">The task did not end in time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<TResult> ResultAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Access.ResultAsync<TResult>(Id, TaskName, timeout, cancellationToken);
}
