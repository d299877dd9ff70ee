using System.Runtime.CompilerServices;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq;

/// <summary>Delegates each call to the class that implements it.</summary>
internal sealed class StreaqClient(
    Client.Enqueuer enqueuer,
    Client.Scheduler scheduler,
    Client.TaskEnds ends,
    Client.LookUps lookUps,
    Client.Aborter aborter,
    Client.PauseControl pauses,
    Client.DeadLetters deadLetters) : IStreaqClient, Client.ITaskAccess, Client.IGroupAccess
{
    public required string Queue { get; init; }

    /// <summary><see langword="null"/> when workers run the tasks.</summary>
    public IQueueDriver? Driver { get; init; }

    public IDeadLetters DeadLetters => deadLetters;

    public ITaskTraces Traces => lookUps.Traces;

    public Task<TaskHandle<TResult>> EnqueueAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var adding = AddAsync(task, argument, options, cancellationToken);
        return Driver is null ? adding : DriveAfterAsync(adding, cancellationToken);
    }

    public Task<TaskHandle> EnqueueAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var adding = AddAsync(task, argument, options, cancellationToken);
        return Driver is null ? adding : DriveAfterAsync(adding, cancellationToken);
    }

    public async Task<IReadOnlyList<TaskHandle<TResult>>> EnqueueManyAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options,
        CancellationToken cancellationToken)
    {
        var batch = await enqueuer.EnqueueManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return batch.Handles(standing => new TaskHandle<TResult>(this, standing, task.Name));
    }

    public async Task<IReadOnlyList<TaskHandle>> EnqueueManyAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var batch = await enqueuer.EnqueueManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return batch.Handles(standing => new TaskHandle(this, standing, task.Name));
    }

    public Task ScheduleAsync<TArgument, TResult>(
        string id,
        string expression,
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        ScheduleOptions? options,
        CancellationToken cancellationToken) =>
        scheduler.ScheduleAsync(id, expression, task, argument, options, cancellationToken);

    public Task ScheduleAsync<TArgument>(
        string id,
        string expression,
        TaskDefinition<TArgument> task,
        TArgument argument,
        ScheduleOptions? options,
        CancellationToken cancellationToken) =>
        scheduler.ScheduleAsync(id, expression, task, argument, options, cancellationToken);

    public Task<bool> UnscheduleAsync(string id, CancellationToken cancellationToken) => scheduler.UnscheduleAsync(id, cancellationToken);

    public Task<IReadOnlyList<ScheduleReport>> ListSchedulesAsync(CancellationToken cancellationToken) =>
        scheduler.ListAsync(cancellationToken);

    public Task<SchedulePage> SchedulePageAsync(int limit, string? continuation, CancellationToken cancellationToken) =>
        scheduler.PageAsync(limit, continuation, cancellationToken);

    public async Task<TaskHandle?> RunScheduleAsync(string id, CancellationToken cancellationToken)
    {
        var fired = await scheduler.Early.RunScheduleAsync(id, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return fired is null ? null : new(this, new StandingTask(fired.Id, IsNew: true), fired.Name);
    }

    public async Task<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken)
    {
        var result = await scheduler.Early.RunNowAsync(taskId, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    public TaskPipeline<TResult> Pipeline<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options) =>
        new(this, new Client.PipelineStages(new Client.PipelineStage<TArgument>(task, argument, options)));

    public async Task<StandingTask> EnqueueAsync(Client.PipelineStages stages, CancellationToken cancellationToken)
    {
        var standing = await enqueuer.EnqueueAsync(stages, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return standing;
    }

    public async Task<TaskGroup<TResult>> GroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options,
        CancellationToken cancellationToken)
    {
        var group = await enqueuer.EnqueueGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return new(this, group, group.Tasks.Handles(standing => new TaskHandle<TResult>(this, standing, task.Name)));
    }

    public async Task<TaskGroup> GroupAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, GroupOptions? options, CancellationToken cancellationToken)
    {
        var group = await enqueuer.EnqueueGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return new(this, group, group.Tasks.Handles(standing => new TaskHandle(this, standing, task.Name)));
    }

    public Task<GroupProgress> GroupProgressAsync(string groupId, CancellationToken cancellationToken) =>
        lookUps.GroupAsync(groupId, cancellationToken);

    public Task<GroupProgress> WaitForGroupAsync(string groupId, TimeSpan? timeout, CancellationToken cancellationToken) =>
        ends.WaitForGroupAsync(groupId, timeout, cancellationToken);

    public IAsyncEnumerable<TaskProgress> ProgressAsync(string taskId, CancellationToken cancellationToken) =>
        Driver is null ? lookUps.Progress.FollowAsync(taskId, cancellationToken) : DriveBeforeAsync(taskId, cancellationToken);

    public Task<bool> AbortAsync(string taskId, TimeSpan? timeout, CancellationToken cancellationToken) =>
        AbortAsync(taskId, taskName: null, timeout, cancellationToken);

    public Task<bool> AbortAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        aborter.AbortAsync(taskId, taskName, timeout, cancellationToken);

    public TaskHandle<TResult> Handle<TResult>(string taskId) => new(this, new StandingTask(Checked(taskId), IsNew: false), taskName: null);

    public async Task<TaskState> StateAsync(string taskId, CancellationToken cancellationToken) =>
        (await lookUps.FindAsync(taskId, cancellationToken).ConfigureAwait(false)).State;

    public async Task<TaskReport> ReportAsync(string taskId, CancellationToken cancellationToken) =>
        await ReportAsync<object>(taskId, withResult: false, cancellationToken).ConfigureAwait(false);

    public Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, CancellationToken cancellationToken) =>
        ReportAsync<TResult>(taskId, withResult: true, cancellationToken);

    public Task<TaskPage> ListAsync(TaskState state, int limit, string? continuation, CancellationToken cancellationToken) =>
        lookUps.ListAsync(state, limit, continuation, cancellationToken);

    public Task<TaskCounts> CountsAsync(CancellationToken cancellationToken) => lookUps.CountsAsync(cancellationToken);

    public Task<IReadOnlyList<WorkerReport>> WorkersAsync(CancellationToken cancellationToken) => lookUps.WorkersAsync(cancellationToken);

    public Task<WorkerPage> WorkerPageAsync(int limit, string? continuation, CancellationToken cancellationToken) =>
        lookUps.WorkerPageAsync(limit, continuation, cancellationToken);

    public Task<WorkerReport?> WorkerAsync(string workerId, CancellationToken cancellationToken) =>
        lookUps.WorkerAsync(workerId, cancellationToken);

    public Task<QueueStatistics> StatisticsAsync(TimeSpan window, string? taskName, CancellationToken cancellationToken) =>
        lookUps.Statistics.ReadAsync(window, taskName, cancellationToken);

    public Task<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken) =>
        lookUps.Statistics.RecentAsync(limit, cancellationToken);

    public Task<bool> QueueExistsAsync(CancellationToken cancellationToken) => lookUps.QueueExistsAsync(cancellationToken);

    public Task<IReadOnlyList<string>> QueueNamesAsync(CancellationToken cancellationToken) =>
        lookUps.QueueNamesAsync(cancellationToken);

    public Task<IReadOnlyList<QueueReport>> QueuesAsync(CancellationToken cancellationToken) => lookUps.QueuesAsync(cancellationToken);

    public Task<bool> PauseAsync(string? priority, CancellationToken cancellationToken) => pauses.PauseAsync(priority, cancellationToken);

    public async Task<bool> ResumeAsync(string? priority, CancellationToken cancellationToken)
    {
        var resumed = await pauses.ResumeAsync(priority, cancellationToken).ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return resumed;
    }

    public Task<QueuePause> PausedAsync(CancellationToken cancellationToken) => pauses.PausedAsync(cancellationToken);

    public Task<TResult> ResultAsync<TResult>(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        ends.ResultAsync<TResult>(taskId, taskName, timeout, cancellationToken);

    public Task WaitForSuccessAsync(string taskId, string? taskName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        ends.WaitForSuccessAsync(taskId, taskName, timeout, cancellationToken);

    private async Task<TaskHandle<TResult>> AddAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var added = await enqueuer.EnqueueAsync(task, argument, options, cancellationToken).ConfigureAwait(false);
        return (TaskHandle<TResult>?)added.Answer ?? new(this, added.Task, task.Name);
    }

    private async Task<TaskHandle> AddAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var added = await enqueuer.EnqueueAsync(task, argument, options, cancellationToken).ConfigureAwait(false);
        return added.Answer ?? new(this, added.Task, task.Name);
    }

    /// <summary>A method of its own: enqueues are frequent, and most processes have no driver.</summary>
    private async Task<THandle> DriveAfterAsync<THandle>(Task<THandle> adding, CancellationToken cancellationToken)
    {
        var handle = await adding.ConfigureAwait(false);
        await DriveAsync(cancellationToken).ConfigureAwait(false);
        return handle;
    }

    /// <summary>Lets the driver run the task first, since its progress is followed until it ends.</summary>
    private async IAsyncEnumerable<TaskProgress> DriveBeforeAsync(
        string taskId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Driver!.WaitingAsync(taskId, cancellationToken).ConfigureAwait(false);
        await foreach (var progress in lookUps.Progress.FollowAsync(taskId, cancellationToken).ConfigureAwait(false))
        {
            yield return progress;
        }
    }

    private ValueTask DriveAsync(CancellationToken cancellationToken) => Driver?.EnqueuedAsync(cancellationToken) ?? default;

    private static string Checked(string taskId)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        return taskId;
    }

    private async Task<TaskReport<TResult>> ReportAsync<TResult>(string taskId, bool withResult, CancellationToken cancellationToken)
    {
        var status = await lookUps.FindAsync(taskId, cancellationToken).ConfigureAwait(false);
        return Client.LookUps.Report(taskId, status, withResult ? ends.ResultOrDefault<TResult>(taskId, status.Record) : default);
    }
}
