using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Waits for the ends of tasks and groups, and reads the results that they left.</summary>
internal sealed class TaskEnds(StoreAccess store, TaskSerializer serializer, WaitTelemetry telemetry, TimeProvider time)
{
    /// <summary><see langword="null"/> when workers run the tasks.</summary>
    public IQueueDriver? Driver { get; init; }

    public async Task<TResult> ResultAsync<TResult>(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var record = await WaitForSuccessAsync(taskId, taskName, timeout, cancellationToken).ConfigureAwait(false);
        return Read<TResult>(taskId, record)!;
    }

    public async Task<TaskRecord> WaitForSuccessAsync(
        string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        await DriveAsync(taskId, cancellationToken).ConfigureAwait(false);
        using var over = WaitLimit.Begin(timeout, time);
        using var span = telemetry.Start(taskId, taskName);
        try
        {
            var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            return Success(taskId, await EndAsync(opened, taskId, timeout, over.Token, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    public async Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await DriveAsync(groupId, cancellationToken).ConfigureAwait(false);
        using var over = WaitLimit.Begin(timeout, time);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var record = await EndAsync(opened, groupId, timeout, over.Token, cancellationToken).ConfigureAwait(false);
        return record is null ? throw new TaskNotFoundException(groupId) : GroupRecord.Read(record, groupId)!;
    }

    /// <summary>Returns the result for a report; the type's default value for a task without one.</summary>
    public TResult? ResultOrDefault<TResult>(string taskId, TaskRecord? record) =>
        record is { Outcome: TaskOutcome.Success } && (record.Result.Length > 0 || serializer.Codec is { RequiresSignature: true })
            ? Read<TResult>(taskId, record)
            : default;

    private ValueTask DriveAsync(string id, CancellationToken cancellationToken) => Driver?.WaitingAsync(id, cancellationToken) ?? default;

    private TResult? Read<TResult>(string taskId, TaskRecord record) =>
        serializer.Read<TResult>(record.Result, PayloadKind.Result, taskId, record.Name, headers: null);

    private static TaskRecord Success(string taskId, TaskRecord? record) => record?.Outcome switch
    {
        null => throw new TaskNotFoundException(taskId),
        TaskOutcome.Success => record,
        TaskOutcome.Aborted => throw new TaskAbortedException(taskId),
        TaskOutcome.Expired => throw new TaskExpiredException(taskId),
        _ => throw new TaskFailedException(taskId, record.Error ?? new TaskError("unknown", "")),
    };

    private static async Task<TaskRecord?> EndAsync(
        ITaskStore opened, string taskId, TimeSpan? timeout, CancellationToken over, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken);
        try
        {
            return await opened.WaitForEndAsync(taskId, either.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Task {taskId} did not end within {timeout}; it goes on, and can be awaited again.", e);
        }
    }
}
