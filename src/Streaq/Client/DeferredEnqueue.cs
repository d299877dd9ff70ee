using Streaq.Storage;

namespace Streaq.Client;

/// <summary>The enqueue of a client in two steps.</summary>
internal sealed class DeferredEnqueue(Enqueuer enqueuer, StreaqClient client, TimeProvider time) : IDeferredEnqueue
{
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

    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var sent = messages.Select(DeferredFormat.Read).Select(task => (task.ToNewTask(now), task.AgeAt(now))).ToList();
        await enqueuer.SendAsync(sent, cancellationToken).ConfigureAwait(false);
        if (client.Driver is { } driver)
        {
            await driver.EnqueuedAsync(cancellationToken).ConfigureAwait(false);
        }
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
        new(handleOf(task), new(
            task.Message.Id,
            task.Message.Name,
            task.Message.Details.Dependencies?.Ids ?? [],
            DeferredFormat.Write(task, time.GetUtcNow())));

    private TaskHandle<TResult> HandleOf<TResult>(NewTask task) => new(client, Standing(task), task.Message.Name);

    private TaskHandle HandleOf(NewTask task) => new(client, Standing(task), task.Message.Name);

    private static StandingTask Standing(NewTask task) => new(task.Message.Id, IsNew: true);
}
