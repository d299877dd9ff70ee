using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq;

internal sealed class StreaqClient(
    Client.Enqueuer enqueuer, StoreAccess store, TaskSerializer serializer, TimeProvider time, Client.DeadLetters deadLetters, Telemetry.WaitTelemetry telemetry)
    : IStreaqClient
{
    public IDeadLetters DeadLetters => deadLetters;

    public required Client.LookUps LookUps { get; init; }

    public required Client.PauseControl Pauses { get; init; }

    public async Task<TaskHandle<TResult>> EnqueueAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken) =>
        new(this, await enqueuer.EnqueueAsync(task, argument, options, cancellationToken).ConfigureAwait(false), task.Name);

    public async Task<TaskHandle> EnqueueAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken) =>
        new(this, await enqueuer.EnqueueAsync(task, argument, options, cancellationToken).ConfigureAwait(false), task.Name);

    public async Task<IReadOnlyList<TaskHandle<TResult>>> EnqueueManyAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, IEnumerable<TArgument> arguments, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var ids = await enqueuer.EnqueueManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(ids, id => new TaskHandle<TResult>(this, id, task.Name));
    }

    public async Task<IReadOnlyList<TaskHandle>> EnqueueManyAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var ids = await enqueuer.EnqueueManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(ids, id => new TaskHandle(this, id, task.Name));
    }

    public required Client.Scheduler Scheduler { get; init; }

    public Task ScheduleAsync<TArgument, TResult>(
        string id, string expression, TaskDefinition<TArgument, TResult> task, TArgument argument, ScheduleOptions? options, CancellationToken cancellationToken) =>
        Scheduler.ScheduleAsync(id, expression, task, argument, options, cancellationToken);

    public Task ScheduleAsync<TArgument>(
        string id, string expression, TaskDefinition<TArgument> task, TArgument argument, ScheduleOptions? options, CancellationToken cancellationToken) =>
        Scheduler.ScheduleAsync(id, expression, task, argument, options, cancellationToken);

    public Task<bool> UnscheduleAsync(string id, CancellationToken cancellationToken) => Scheduler.UnscheduleAsync(id, cancellationToken);

    public Task<IReadOnlyList<ScheduleReport>> ListSchedulesAsync(CancellationToken cancellationToken) => Scheduler.ListAsync(cancellationToken);

    public TaskPipeline<TResult> Pipeline<TArgument, TResult>(TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options) =>
        new(this, new Client.PipelineStages(new Client.PipelineStage<TArgument>(task, argument, options)));

    public Task<string> EnqueueAsync(Client.PipelineStages stages, CancellationToken cancellationToken) => enqueuer.EnqueueAsync(stages, cancellationToken);

    public async Task<TaskGroup<TResult>> GroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, IEnumerable<TArgument> arguments, GroupOptions? options, CancellationToken cancellationToken)
    {
        var group = await enqueuer.EnqueueGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        return new(this, group, Array.ConvertAll(group.Ids, id => new TaskHandle<TResult>(this, id, task.Name)));
    }

    public async Task<TaskGroup> GroupAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, GroupOptions? options, CancellationToken cancellationToken)
    {
        var group = await enqueuer.EnqueueGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        return new(this, group, Array.ConvertAll(group.Ids, id => new TaskHandle(this, id, task.Name)));
    }

    public async Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken)
    {
        WireName.ThrowIfInvalid(groupId, nameof(groupId), "A group's id");
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Groups.FindAsync(groupId, cancellationToken).ConfigureAwait(false) ?? throw new TaskNotFoundException(groupId);
    }

    public async Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var record = await EndAsync(opened, groupId, timeout, cancellationToken).ConfigureAwait(false);
        return record is null ? throw new TaskNotFoundException(groupId) : GroupRecord.Read(record)!;
    }

    public required Client.ProgressFollower Progress { get; init; }

    public required Client.Aborter Aborter { get; init; }

    public Task<bool> AbortAsync(string taskId, TimeSpan? timeout, CancellationToken cancellationToken) =>
        AbortAsync(taskId, taskName: null, timeout, cancellationToken);

    public Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Aborter.AbortAsync(taskId, taskName, timeout, cancellationToken);

    public TaskHandle<TResult> Handle<TResult>(string taskId) => new(this, Checked(taskId), taskName: null);

    public async Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken) =>
        (await LookUps.FindAsync(taskId, cancellationToken).ConfigureAwait(false)).State;

    public async Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken) =>
        await ReportAsync<object>(taskId, withResult: false, cancellationToken).ConfigureAwait(false);

    public Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, CancellationToken cancellationToken) =>
        ReportAsync<TResult>(taskId, withResult: true, cancellationToken);

    public Task<TaskPage> ListAsync(TaskState state, int limit, string? continuation, CancellationToken cancellationToken) =>
        LookUps.ListAsync(state, limit, continuation, cancellationToken);

    public Task<TaskCounts> CountsAsync(CancellationToken cancellationToken) => LookUps.CountsAsync(cancellationToken);

    public Task<IReadOnlyList<WorkerReport>> WorkersAsync(CancellationToken cancellationToken) => LookUps.WorkersAsync(cancellationToken);

    public Task<bool> PauseAsync(string? priority, CancellationToken cancellationToken) => Pauses.PauseAsync(priority, cancellationToken);

    public Task<bool> ResumeAsync(string? priority, CancellationToken cancellationToken) => Pauses.ResumeAsync(priority, cancellationToken);

    public Task<QueuePause> PausedAsync(CancellationToken cancellationToken) => Pauses.PausedAsync(cancellationToken);

    public async Task<TResult> ResultAsync<TResult>(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var record = await WaitForSuccessAsync(taskId, taskName, timeout, cancellationToken).ConfigureAwait(false);
        return serializer.Read<TResult>(record.Result, PayloadKind.Result, taskId, record.Name, headers: null)!;
    }

    public async Task<TaskRecord> WaitForSuccessAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Checked(taskId);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        using var activity = telemetry.Start(taskId, taskName);
        try
        {
            return await SuccessAsync(opened, taskId, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Telemetry.SpanError.Set(activity, e);
            throw;
        }
    }

    private async Task<TaskRecord?> EndAsync(ITaskStore opened, string taskId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await opened.WaitForEndAsync(taskId, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Task {taskId} did not end within {timeout}; it goes on, and can be awaited again.", e);
        }
    }

    private async Task<TaskRecord> SuccessAsync(ITaskStore opened, string taskId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var record = await EndAsync(opened, taskId, timeout, cancellationToken).ConfigureAwait(false);
        return record?.Outcome switch
        {
            null => throw new TaskNotFoundException(taskId),
            TaskOutcome.Success => record,
            TaskOutcome.Aborted => throw new TaskAbortedException(taskId),
            TaskOutcome.Expired => throw new TaskExpiredException(taskId),
            _ => throw new TaskFailedException(taskId, record.Error ?? new TaskError("unknown", "")),
        };
    }

    private static string Checked(string taskId)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        return taskId;
    }

    private async Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, bool withResult, CancellationToken cancellationToken)
    {
        var status = await LookUps.FindAsync(taskId, cancellationToken).ConfigureAwait(false);
        var result = withResult && status.Record is { Outcome: TaskOutcome.Success } record && (record.Result.Length > 0 || serializer.Codec is { RequiresSignature: true })
            ? serializer.Read<TResult>(record.Result, PayloadKind.Result, taskId, record.Name, headers: null)
            : default;
        return Client.LookUps.Report(taskId, status, result);
    }
}
