using Streaq.Client;

namespace Streaq;

/// <summary>Tasks that were enqueued as a group.</summary>
public class TaskGroup
{
    private readonly IGroupAccess _access;

    internal TaskGroup(IGroupAccess access, EnqueuedGroup group, IReadOnlyList<TaskHandle> tasks)
    {
        _access = access;
        Id = group.Id;
        Tasks = tasks;
        var ofTasks = (ITaskAccess)access;
        Finished = group.Finished is { } finished ? new(ofTasks, finished.Task, finished.Name) : null;
        Succeeded = group.Succeeded is { } succeeded ? new(ofTasks, succeeded.Task, succeeded.Name) : null;
    }

    /// <summary>The group's id. Other tasks may name it in their <c>After</c>: they run when all of its tasks have succeeded.</summary>
    public string Id { get; }

    /// <summary>The tasks, in the order of their arguments.</summary>
    public IReadOnlyList<TaskHandle> Tasks { get; }

    /// <summary>The task of <see cref="GroupOptions.OnFinished"/>; <see langword="null"/> without one.</summary>
    public TaskHandle? Finished { get; }

    /// <summary>The task of <see cref="GroupOptions.OnSucceeded"/>; <see langword="null"/> without one.</summary>
    public TaskHandle? Succeeded { get; }

    /// <summary>Gets the progress of the group.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="TaskNotFoundException">The group has finished, and its counts have expired.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<GroupProgress> ProgressAsync(CancellationToken cancellationToken = default) =>
        _access.GroupProgressAsync(Id, cancellationToken);

    /// <summary>Waits until all tasks have ended, whatever their outcomes.</summary>
    /// <param name="timeout">
    /// How long to wait: zero or more. <see langword="null"/> and <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counts of their outcomes.</returns>
    /// <exception cref="TaskNotFoundException">The group has finished, and its counts have expired.</exception>
    /// <exception cref="TimeoutException">They did not end in time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public Task<GroupProgress> WaitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        _access.WaitForGroupAsync(Id, timeout, cancellationToken);
}

/// <summary>Tasks with results that were enqueued as a group.</summary>
/// <typeparam name="TResult">The type of their results.</typeparam>
public sealed class TaskGroup<TResult> : TaskGroup
{
    internal TaskGroup(IGroupAccess access, EnqueuedGroup group, IReadOnlyList<TaskHandle<TResult>> tasks) : base(access, group, tasks) =>
        Tasks = tasks;

    /// <summary>The tasks, in the order of their arguments.</summary>
    public new IReadOnlyList<TaskHandle<TResult>> Tasks { get; }

    /// <summary>Waits until all tasks have ended.</summary>
    /// <param name="timeout">
    /// How long to wait: zero or more. <see langword="null"/> and <see cref="Timeout.InfiniteTimeSpan"/>: as long as the token allows.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Their results, in the order of their arguments.</returns>
    /// <exception cref="GroupFailedException">Not all have succeeded.</exception>
    /// <exception cref="TaskNotFoundException">The group's counts, or a result, have expired.</exception>
    /// <exception cref="TimeoutException">They did not end in time.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task<IReadOnlyList<TResult>> ResultsAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var progress = await WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        if (progress.Failed > 0)
        {
            throw new GroupFailedException(progress);
        }

        return await Task.WhenAll(Tasks.Select(task => task.ResultAsync(timeout: null, cancellationToken))).ConfigureAwait(false);
    }
}
