using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>A group that was enqueued.</summary>
internal sealed record EnqueuedGroup(
    string Id, EnqueuedBatch Tasks, (StandingTask Task, string Name)? Finished, (StandingTask Task, string Name)? Succeeded);

/// <summary>The enqueue of a group: its callbacks, then a batch of tasks that the group counts.</summary>
internal sealed partial class Enqueuer
{
    public async Task<EnqueuedGroup> EnqueueGroupAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, GroupOptions? given, CancellationToken cancellationToken)
    {
        given?.Validate();
        var group = new GroupEnqueue(BatchId.NewBatch(), given ?? new GroupOptions());
        var tasks = await EnqueueManyAsync(task, arguments, group.Options.Each, group, cancellationToken).ConfigureAwait(false);
        return new EnqueuedGroup(group.Id, tasks, group.Finished, group.Succeeded);
    }

    /// <summary>Writes the group, then its callbacks, then its tasks, so that no task ends before the callbacks exist.</summary>
    private async Task<string[]> WriteAsync(
        ITaskStore opened, GroupEnqueue group, IReadOnlyList<NewTask> built, CancellationToken cancellationToken)
    {
        GroupCallback?[] callbacks = [group.Options.OnFinished, group.Options.OnSucceeded];
        foreach (var stage in callbacks.Select(callback => callback?.Stage).OfType<PipelineStage>())
        {
            await priorities.CheckAsync(opened, messages.PriorityOf(stage.Task, stage.Options), cancellationToken).ConfigureAwait(false);
        }

        await opened.Groups.OpenAsync(new NewGroup(group.Id, built.Count, group.Options.Ttl), cancellationToken).ConfigureAwait(false);
        group.Finished = await EnqueueAsync(
            opened, group, group.Options.OnFinished, anyOutcome: true, cancellationToken).ConfigureAwait(false);
        group.Succeeded = await EnqueueAsync(
            opened, group, group.Options.OnSucceeded, anyOutcome: false, cancellationToken).ConfigureAwait(false);
        return Ids(await opened.EnqueueWaitingAsync(
            [.. built.Select(task => task with { Message = OfGroup(task.Message, group) })], cancellationToken).ConfigureAwait(false));
    }

    private async Task<(StandingTask Task, string Name)?> EnqueueAsync(
        ITaskStore opened, GroupEnqueue group, GroupCallback? callback, bool anyOutcome, CancellationToken cancellationToken)
    {
        if (callback is null)
        {
            return null;
        }

        var (stage, began) = (callback.Stage, time.GetTimestamp());
        var (id, options) = OfCallback(group, stage);
        using var span = StartSpan(stage.Task, id, options, root: group.Id);
        try
        {
            var built = await BuildAsync(group.Id, callback, anyOutcome, (span, id, options), cancellationToken).ConfigureAwait(false);
            var standing = await opened.EnqueueWaitingAsync([built], cancellationToken).ConfigureAwait(false);
            _telemetry.Sent(stage.Task.Name, 1, time.GetElapsedTime(began).TotalSeconds, error: null);
            logger.Enqueued(stage.Task.Name, standing[0].Id, queue.Queue, built.Message.Priority);
            return (standing[0], stage.Task.Name);
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(stage.Task.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }

    private static (string Id, EnqueueOptions Options) OfCallback(GroupEnqueue group, PipelineStage stage) =>
        (stage.Options.Id ?? NewId(), stage.Options with { After = [group.Id, .. stage.Options.After ?? []] });

    private async ValueTask<NewTask> BuildAsync(
        string group,
        GroupCallback callback,
        bool anyOutcome,
        (GuardedSpan Span, string Id, EnqueueOptions Options) enqueue,
        CancellationToken cancellationToken)
    {
        var built = await callback.Stage.BuildAsync(
            this, enqueue.Span, enqueue.Id, enqueue.Options, cancellationToken).ConfigureAwait(false);
        if (built.Message.Details.Dependencies is not { } dependencies)
        {
            throw new InvalidOperationException(
                $"A UseEnqueue middleware took the group out of the After of its callback '{callback.Stage.Task.Name}'.");
        }

        var message = built.Message with
        {
            Details = built.Message.Details with
            {
                RootId = built.Message.Details.RootId ?? group,
                Dependencies = dependencies with
                {
                    AnyOutcomeOf = anyOutcome ? group : null,
                    TakesResultOf = callback.TakesProgress ? group : null,
                },
            },
        };
        return built with { Message = callback.TakesProgress ? messages.Sourced(message, ArgumentSource.Group) : message };
    }

    private static TaskMessage OfGroup(TaskMessage message, GroupEnqueue group) =>
        message with { Details = message.Details with { GroupId = group.Id, RootId = message.Details.RootId ?? group.Id } };

    /// <summary>A group that is being enqueued: its id, and the callbacks once they are enqueued.</summary>
    private sealed class GroupEnqueue(string id, GroupOptions options)
    {
        public string Id => id;

        public GroupOptions Options => options;

        public (StandingTask Task, string Name)? Finished { get; set; }

        public (StandingTask Task, string Name)? Succeeded { get; set; }
    }
}
