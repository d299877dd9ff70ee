using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Client;

/// <summary>The enqueue of a client in two steps.</summary>
internal sealed class DeferredEnqueue(Enqueuer enqueuer, Scheduler scheduler, StreaqClient client, TimeProvider time) : IDeferredEnqueue
{
    private readonly DeferredSender _sender = new(enqueuer, scheduler, client, time);

    /// <summary>The store in which handles look for their message; <see langword="null"/>: they look in the queue alone.</summary>
    private IDeferredStore? Store { get; init; }

    public IDeferredEnqueue KeptIn(IDeferredStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new DeferredEnqueue(enqueuer, scheduler, client, time) { Store = store };
    }

    public async ValueTask<DeferredTask<TaskHandle<TResult>>> PrepareAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var (built, answer) = await enqueuer.PrepareAsync(task, argument, options, cancellationToken).ConfigureAwait(false);
        return built is { } one ? Deferred(one, HandleOf<TResult>) : new((TaskHandle<TResult>)answer!, Message: null);
    }

    public async ValueTask<DeferredTask<TaskHandle>> PrepareAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        var (built, answer) = await enqueuer.PrepareAsync(task, argument, options, cancellationToken).ConfigureAwait(false);
        return built is { } one ? Deferred(one, HandleOf) : new(answer!, Message: null);
    }

    public async ValueTask<IReadOnlyList<DeferredTask<TaskHandle<TResult>>>> PrepareManyAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? options,
        CancellationToken cancellationToken) =>
        AllOf(await enqueuer.PrepareManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false), HandleOf<TResult>);

    public async ValueTask<IReadOnlyList<DeferredTask<TaskHandle>>> PrepareManyAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, EnqueueOptions? options, CancellationToken cancellationToken) =>
        AllOf(await enqueuer.PrepareManyAsync(task, arguments, options, cancellationToken).ConfigureAwait(false), HandleOf);

    public async ValueTask<DeferredTask<TaskHandle<TResult>>> PrepareAsync<TResult>(
        TaskPipeline<TResult> pipeline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var stages = await PrepareAsync(pipeline.Stages, pipeline.Queue, cancellationToken).ConfigureAwait(false);
        return new(HandleOf<TResult>(stages[^1]), MessageOf(stages));
    }

    public async ValueTask<DeferredTask<TaskHandle>> PrepareAsync(TaskPipeline pipeline, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var stages = await PrepareAsync(pipeline.Stages, pipeline.Queue, cancellationToken).ConfigureAwait(false);
        return new(HandleOf(stages[^1]), MessageOf(stages));
    }

    public async ValueTask<DeferredGroup<TaskGroup<TResult>>> PrepareGroupAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        IEnumerable<TArgument> arguments,
        GroupOptions? options,
        CancellationToken cancellationToken)
    {
        var group = await enqueuer.PrepareGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        var (access, enqueued) = (AccessOf(group), Enqueued(group));
        TaskHandle<TResult>[] tasks =
            [.. group.Tasks.Select(one => new TaskHandle<TResult>((ITaskAccess)access, Standing(one), task.Name))];
        return new(new TaskGroup<TResult>(access, enqueued, tasks), MessageOf(group, task));
    }

    public async ValueTask<DeferredGroup<TaskGroup>> PrepareGroupAsync<TArgument>(
        TaskDefinition<TArgument> task, IEnumerable<TArgument> arguments, GroupOptions? options, CancellationToken cancellationToken)
    {
        var group = await enqueuer.PrepareGroupAsync(task, arguments, options, cancellationToken).ConfigureAwait(false);
        var (access, enqueued) = (AccessOf(group), Enqueued(group));
        TaskHandle[] tasks = [.. group.Tasks.Select(one => new TaskHandle((ITaskAccess)access, Standing(one), task.Name))];
        return new(new TaskGroup(access, enqueued, tasks), MessageOf(group, task));
    }

    public DeferredMessage PrepareSchedule<TArgument, TResult>(
        string id, string expression, TaskDefinition<TArgument, TResult> task, TArgument argument, ScheduleOptions? options) =>
        MessageOf(scheduler.Prepare(id, expression, task, argument, options));

    public DeferredMessage PrepareSchedule<TArgument>(
        string id, string expression, TaskDefinition<TArgument> task, TArgument argument, ScheduleOptions? options) =>
        MessageOf(scheduler.Prepare(id, expression, task, argument, options));

    public DeferredMessage PrepareUnschedule(string id)
    {
        WireName.ThrowIfInvalid(id, nameof(id), "A schedule's id");
        return OfSchedule(id, "unschedule", new DeferredContent { Unschedule = id });
    }

    public TaskHandle<TResult> Handle<TResult>(string taskId)
    {
        WireName.ThrowIfInvalid(taskId, nameof(taskId), "A task's id");
        return new(AccessOf(taskId), new StandingTask(taskId, IsNew: false), taskName: null);
    }

    public Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _sender.SendAsync(messages, cancellationToken);
    }

    private List<DeferredTask<THandle>> AllOf<THandle>(BuiltBatch batch, Func<NewTask, THandle> handleOf) where THandle : TaskHandle
    {
        var deferred = new List<DeferredTask<THandle>>(batch.Count);
        for (int i = 0, written = 0; i < batch.Count; i++)
        {
            deferred.Add(batch.Answers?.GetValueOrDefault(i) is { } answer
                ? new((THandle)answer, Message: null)
                : Deferred(batch.Tasks[written++], handleOf));
        }

        return deferred;
    }

    private DeferredTask<THandle> Deferred<THandle>(NewTask task, Func<NewTask, THandle> handleOf) where THandle : TaskHandle =>
        new(handleOf(task), new(task.Message.Id, task.Message.Name, Awaited(task), DeferredFormat.Write(task, time.GetUtcNow())));

    private async ValueTask<IReadOnlyList<NewTask>> PrepareAsync(
        PipelineStages stages, string queue, CancellationToken cancellationToken) =>
        string.Equals(queue, client.Queue, StringComparison.Ordinal)
            ? await enqueuer.PrepareAsync(stages, cancellationToken).ConfigureAwait(false)
            : throw new InvalidOperationException(
                $"The pipeline was made by the client of queue '{queue}', and this is queue '{client.Queue}'. Make it with the client of "
                + "this queue.");

    /// <summary>The message has the id of the last stage, for which other tasks may wait.</summary>
    private DeferredMessage MessageOf(IReadOnlyList<NewTask> stages)
    {
        var now = time.GetUtcNow();
        var own = stages.Select(stage => stage.Message.Id).ToHashSet(StringComparer.Ordinal);
        return new(
            stages[^1].Message.Id,
            stages[^1].Message.Name,
            [.. stages.SelectMany(Awaited).Where(id => !own.Contains(id)).Distinct(StringComparer.Ordinal)],
            DeferredFormat.Write(new DeferredContent { Pipeline = [.. stages.Select(stage => DeferredRecord.From(stage, now))] }));
    }

    /// <summary>The message has the id of the group, for which other tasks may wait.</summary>
    private DeferredMessage MessageOf(PreparedGroup group, TaskDefinition task) => new(
        group.Group.Id,
        task.Name,
        [.. group.Tasks.Concat(new[] { group.Finished, group.Succeeded }.OfType<NewTask>()).SelectMany(Awaited)
            .Where(id => !string.Equals(id, group.Group.Id, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)],
        DeferredFormat.Write(new DeferredContent { Group = DeferredGroupRecord.From(group, time.GetUtcNow()) }));

    private static DeferredMessage MessageOf(ScheduleDefinition schedule) =>
        OfSchedule(schedule.Id, schedule.TaskName, new DeferredContent { Schedule = DeferredSchedule.From(schedule) });

    /// <summary>The messages of one schedule wait for each other, so that the last one wins.</summary>
    private static DeferredMessage OfSchedule(string id, string taskName, DeferredContent content)
    {
        var keptAs = $"schedule:{id}";
        return new(keptAs, taskName, [keptAs], DeferredFormat.Write(content));
    }

    private static IReadOnlyList<string> Awaited(NewTask task) => task.Message.Details.Dependencies?.Ids ?? [];

    private static EnqueuedGroup Enqueued(PreparedGroup group) => new(
        group.Group.Id,
        new EnqueuedBatch([.. group.Tasks.Select(task => task.Message.Id)]),
        Callback(group.Finished),
        Callback(group.Succeeded));

    private static (StandingTask Task, string Name)? Callback(NewTask? task) =>
        task is { } callback ? (Standing(callback), callback.Message.Name) : null;

    private TaskHandle<TResult> HandleOf<TResult>(NewTask task) => new(AccessOf(task.Message.Id), Standing(task), task.Message.Name);

    private TaskHandle HandleOf(NewTask task) => new(AccessOf(task.Message.Id), Standing(task), task.Message.Name);

    private ITaskAccess AccessOf(string taskId) =>
        Store is { } store ? new DeferredAccess(client, new KeptTask(store, taskId, time)) : client;

    /// <summary>The tasks of a group are kept under its id as well.</summary>
    private IGroupAccess AccessOf(PreparedGroup group) => Store is { } store
        ? new DeferredAccess(client, new KeptTask(store, group.Group.Id, time), group.Tasks.Count)
        : client;

    private static StandingTask Standing(NewTask task) => new(task.Message.Id, IsNew: true);
}
