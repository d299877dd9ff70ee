using System.Runtime.CompilerServices;

namespace Streaq.Client;

/// <summary>
/// Reads a task that may not be in the queue yet, for its handle. It reads the queue first. If the queue does not know the task, it reads
/// the store of deferred messages. Then it reads the queue again: the message may have moved in between.
/// </summary>
/// <param name="client">The client of the queue.</param>
/// <param name="kept">The deferred message.</param>
/// <param name="total">The number of tasks, for a group.</param>
internal sealed class DeferredAccess(StreaqClient client, KeptTask kept, int total = 0) : ITaskAccess, IGroupAccess
{
    public async Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken)
    {
        var state = await client.StateAsync(taskId, cancellationToken).ConfigureAwait(false);
        return state is not TaskState.NotFound ? state
            : await kept.FindAsync(cancellationToken).ConfigureAwait(false) is not null ? TaskState.Waiting
            : await client.StateAsync(taskId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken) =>
        await ReportAsync<object>(taskId, cancellationToken).ConfigureAwait(false);

    public async Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, CancellationToken cancellationToken)
    {
        var report = await client.ReportAsync<TResult>(taskId, cancellationToken).ConfigureAwait(false);
        if (report.State is not TaskState.NotFound)
        {
            return report;
        }

        return await kept.FindAsync(cancellationToken).ConfigureAwait(false) is { } message
            ? new TaskReport<TResult>
            {
                TaskId = taskId,
                State = TaskState.Waiting,
                TaskName = message.TaskName,
                EnqueuedAt = message.KeptSince,
                Error = message.Refusal is { } refusal ? new TaskError(KeptTask.RefusedType, refusal) : null,
            }
            : await client.ReportAsync<TResult>(taskId, cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        try
        {
            var left = await SentAsync(taskId, timeout, cancellationToken).ConfigureAwait(false);
            return await client.AbortAsync(taskId, taskName, left, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or TaskFailedException)
        {
            return false;
        }
    }

    public async Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken)
    {
        await SentAsync(taskId, timeout: null, cancellationToken).ConfigureAwait(false);
        return await client.RunNowAsync(taskId, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<TaskProgress> ProgressAsync(
        string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await SentAsync(taskId, timeout: null, cancellationToken).ConfigureAwait(false);
        await foreach (var progress in client.ProgressAsync(taskId, cancellationToken).ConfigureAwait(false))
        {
            yield return progress;
        }
    }

    public async Task WaitForSuccessAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var left = await SentAsync(taskId, timeout, cancellationToken).ConfigureAwait(false);
        await client.WaitForSuccessAsync(taskId, taskName, left, cancellationToken).ConfigureAwait(false);
    }

    public async Task<TResult> ResultAsync<TResult>(
        string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var left = await SentAsync(taskId, timeout, cancellationToken).ConfigureAwait(false);
        return await client.ResultAsync<TResult>(taskId, taskName, left, cancellationToken).ConfigureAwait(false);
    }

    public async Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken) =>
        await client.StateAsync(groupId, cancellationToken).ConfigureAwait(false) is TaskState.NotFound
        && await kept.FindAsync(cancellationToken).ConfigureAwait(false) is not null
            ? new GroupProgress(groupId, total, Succeeded: 0, Failed: 0)
            : await client.GroupProgressAsync(groupId, cancellationToken).ConfigureAwait(false);

    public async Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var left = await SentAsync(groupId, timeout, cancellationToken).ConfigureAwait(false);
        return await client.WaitForGroupAsync(groupId, left, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the message is sent. It queries the database only when the queue does not know the task.</summary>
    private async Task<TimeSpan?> SentAsync(string id, TimeSpan? timeout, CancellationToken cancellationToken) =>
        await client.StateAsync(id, cancellationToken).ConfigureAwait(false) is TaskState.NotFound
            ? await kept.SentAsync(id, timeout, cancellationToken).ConfigureAwait(false)
            : timeout;
}
