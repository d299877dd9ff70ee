using Streaq.Tasks;

namespace Streaq;

public abstract partial class TaskContext
{
    /// <summary>
    /// The ids of the tasks that this one waited for, in the order of <see cref="EnqueueOptions.After"/>. They are the same in every
    /// attempt.
    /// </summary>
    public IReadOnlyList<string> Dependencies => Message.Details.Dependencies?.Ids ?? [];

    /// <summary>
    /// Returns the result of one of the tasks that this one waited for. The result is kept at least until this task has ended.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="taskId">The id; one of <see cref="Dependencies"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for Redis.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">The id is not one of <see cref="Dependencies"/>.</exception>
    /// <exception cref="TaskNotFoundException">
    /// Its result has expired before this task was enqueued, or between the end of this task and its replay.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task<TResult> DependencyResultAsync<TResult>(string taskId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        if (!Dependencies.Contains(taskId, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"Task {TaskId} did not wait for {taskId}; add that to EnqueueOptions.After when you enqueue it.", nameof(taskId));
        }

        return Read<TResult>(taskId, await RecordAsync(taskId, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Returns the result of the only task of that definition that this one waited for. The result is kept at least until this task has
    /// ended.
    /// </summary>
    /// <typeparam name="TArgument">The type of its argument.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="task">The definition.</param>
    /// <param name="cancellationToken">Cancels the wait for Redis.</param>
    /// <returns>The result.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="Dependencies"/> has none, or several, of that definition whose results have not expired.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task<TResult> DependencyResultAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, CancellationToken cancellationToken = default)
    {
        var results = await DependencyResultsAsync(task, cancellationToken).ConfigureAwait(false);
        return results.Count == 1
            ? results[0]
            : throw new InvalidOperationException(
                $"Task {TaskId} waited for {Dependencies.Count} tasks. {results.Count} of them are named '{task.Name}' and have a result, "
                + (results.Count == 0
                    ? "but one must: the results have expired (see WithResultTtl), or it waited for no such task."
                    : "but only one may: call DependencyResultsAsync, or pass the id of one."));
    }

    /// <summary>
    /// Returns the results of all tasks of that definition that this one waited for, in the order of <see cref="Dependencies"/>.
    /// </summary>
    /// <typeparam name="TArgument">The type of their argument.</typeparam>
    /// <typeparam name="TResult">The type of their result.</typeparam>
    /// <param name="task">The definition.</param>
    /// <param name="cancellationToken">Cancels the wait for Redis.</param>
    /// <returns>The results; without those that had expired before this task was enqueued.</returns>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task<IReadOnlyList<TResult>> DependencyResultsAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        var records = await Task.WhenAll(Dependencies.Select(id => RecordAsync(id, cancellationToken))).ConfigureAwait(false);
        var results = new List<TResult>();
        for (var i = 0; i < records.Length; i++)
        {
            if (string.Equals(records[i]?.Name, task.Name, StringComparison.Ordinal))
            {
                results.Add(Read<TResult>(Dependencies[i], records[i]));
            }
        }

        return results;
    }

    private async Task<TaskRecord?> RecordAsync(string taskId, CancellationToken cancellationToken) =>
        (await _attempt.Store.LookUpAsync(taskId, cancellationToken).ConfigureAwait(false)).Record;

    private TResult Read<TResult>(string taskId, TaskRecord? record) => record is { Outcome: TaskOutcome.Success } or { Result.Length: > 0 }
        ? Registration.Serializer.Read<TResult>(record.Result, PayloadKind.Result, taskId, record.Name, headers: null)!
        : throw new TaskNotFoundException(taskId);
}
