using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>A group between the two steps of its enqueue.</summary>
/// <param name="Group">The group.</param>
/// <param name="Finished">The task that runs when it has finished; <see langword="null"/> for none.</param>
/// <param name="Succeeded">The task that runs when all have succeeded; <see langword="null"/> for none.</param>
/// <param name="Tasks">The tasks.</param>
internal sealed record PreparedGroup(NewGroup Group, NewTask? Finished, NewTask? Succeeded, IReadOnlyList<NewTask> Tasks);

/// <summary>
/// Pipelines and groups in two steps: each is one message, since its tasks must know of each other before the first can end.
/// </summary>
internal sealed partial class Enqueuer
{
    public async ValueTask<IReadOnlyList<NewTask>> PrepareAsync(PipelineStages stages, CancellationToken cancellationToken) =>
        await BuildAsync(stages, write: null, cancellationToken).ConfigureAwait(false);

    public async ValueTask<PreparedGroup> PrepareGroupAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, GroupOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(arguments);
        given?.Validate();
        var group = new GroupEnqueue(BatchId.NewBatch(), given ?? new GroupOptions());
        var options = CheckedForMany(group.Options.Each);
        var all = arguments as IReadOnlyCollection<TArgument> ?? [.. arguments];
        var began = time.GetTimestamp();
        var context = GivenIn(options);
        var created = context == default && _telemetry.CreatesEach(all.Count) ? new List<GuardedSpan>(all.Count) : null;
        using var span = created is null ? _telemetry.StartBatch(task.Name, all.Count, created: null, context) : default;
        try
        {
            var batch = await BuildAllAsync(task, all, options, created, (Id: null, group), cancellationToken).ConfigureAwait(false);
            return new PreparedGroup(
                new NewGroup(group.Id, batch.Tasks.Count, group.Options.Ttl),
                await PrepareAsync(group, group.Options.OnFinished, anyOutcome: true, cancellationToken).ConfigureAwait(false),
                await PrepareAsync(group, group.Options.OnSucceeded, anyOutcome: false, cancellationToken).ConfigureAwait(false),
                [.. batch.Tasks.Select(one => one with { Message = OfGroup(one.Message, group) })]);
        }
        catch (Exception e)
        {
            span.Fail(e);
            NotPrepared(task, all.Count, began, e);
            throw;
        }
    }

    /// <summary>Sends all stages in one step; <see cref="ITaskStore.MaxGraph"/> limits their number.</summary>
    public Task SendPipelineAsync(IReadOnlyList<(NewTask Task, TimeSpan Age)> stages, CancellationToken cancellationToken) =>
        SendAsync(
            stages,
            static async (opened, tasks, token) => await opened.EnqueueWaitingAsync(tasks, token).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Writes in the order of <see cref="EnqueueGroupAsync"/>. The store knows a repeated step by its id.</summary>
    public Task SendGroupAsync(PreparedGroup group, TimeSpan age, CancellationToken cancellationToken)
    {
        NewTask?[] callbacks = [group.Finished, group.Succeeded];
        var before = callbacks.Count(static callback => callback is not null);
        return SendAsync(
            [.. callbacks.OfType<NewTask>().Concat(group.Tasks).Select(task => (task, age))],
            async (opened, tasks, token) =>
            {
                await opened.Groups.OpenAsync(group.Group, token).ConfigureAwait(false);
                for (var i = 0; i < before; i++)
                {
                    await opened.EnqueueWaitingAsync([tasks[i]], token).ConfigureAwait(false);
                }

                await opened.EnqueueWaitingAsync(tasks[before..], token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private async ValueTask<NewTask?> PrepareAsync(
        GroupEnqueue group, GroupCallback? callback, bool anyOutcome, CancellationToken cancellationToken)
    {
        if (callback is null)
        {
            return null;
        }

        var began = time.GetTimestamp();
        var (id, options) = OfCallback(group, callback.Stage);
        using var span = StartSpan(callback.Stage.Task, id, options, root: group.Id);
        try
        {
            return await BuildAsync(group.Id, callback, anyOutcome, (span, id, options), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(callback.Stage.Task.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }
}
