using Streaq.Storage;

namespace Streaq.Client;

/// <summary>The second step. Consecutive tasks share one call; each pipeline, group and schedule has a call of its own.</summary>
internal sealed class DeferredSender(Enqueuer enqueuer, Scheduler scheduler, StreaqClient client, TimeProvider time)
{
    public async Task SendAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        // All are read before the first is written.
        var read = messages.Select(static message =>
            DeferredFormat.IsOneTask(message)
                ? ((DeferredRecord?)DeferredFormat.Read(message), (DeferredContent?)null)
                : (null, DeferredFormat.ReadContent(message))).ToList();
        var tasks = new List<(NewTask Task, TimeSpan Age)>();
        foreach (var (task, content) in read)
        {
            if (task is not null)
            {
                tasks.Add((task.ToNewTask(now), task.AgeAt(now)));
                continue;
            }

            await SendAsync(tasks, cancellationToken).ConfigureAwait(false);
            await SendAsync(content!, now, cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(tasks, cancellationToken).ConfigureAwait(false);
        if (client.Driver is { } driver)
        {
            await driver.EnqueuedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<(NewTask Task, TimeSpan Age)> tasks, CancellationToken cancellationToken)
    {
        if (tasks.Count > 0)
        {
            await enqueuer.SendAsync(tasks, cancellationToken).ConfigureAwait(false);
            tasks.Clear();
        }
    }

    private async Task SendAsync(DeferredContent content, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (content)
        {
            case { Pipeline: { Length: > 0 } stages }:
                await enqueuer.SendPipelineAsync(
                    [.. stages.Select(stage => (stage.Checked().ToNewTask(now), stage.AgeAt(now)))],
                    cancellationToken).ConfigureAwait(false);
                break;
            case { Group: { } group }:
                await enqueuer.SendGroupAsync(group.ToPrepared(now), group.AgeAt(now), cancellationToken).ConfigureAwait(false);
                break;
            case { Schedule: { } schedule }:
                await scheduler.PutAsync(
                    schedule.Id, schedule.Expression, schedule.ToDefinition(), cancellationToken).ConfigureAwait(false);
                break;
            case { Unschedule: { } id }:
                await scheduler.UnscheduleAsync(id, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new FormatException("A deferred message is neither a task, a pipeline, a group nor a schedule.");
        }
    }
}
