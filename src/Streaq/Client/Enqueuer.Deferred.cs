using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>The enqueue in two steps: everything except the write, and later the write.</summary>
internal sealed partial class Enqueuer
{
    /// <returns>The task, or the handle of the one that stands for it.</returns>
    public async ValueTask<(NewTask? Task, TaskHandle? Answer)> PrepareAsync<TArgument>(
        TaskDefinition task, TArgument argument, EnqueueOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var options = Checked(given);
        var id = options.Id ?? NewId();
        var began = time.GetTimestamp();
        using var span = StartSpan(task, id, options);
        try
        {
            var chain = chains.Of(task);
            var context = ContextFor(chain, span, task, id, argument, options, cancellationToken);
            if (context is null || chain.IsEmpty)
            {
                return (messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded: false), null);
            }

            if (await BuildThroughChainAsync(chain, context, crowded: false).ConfigureAwait(false) is { } built)
            {
                return (built, null);
            }

            span.Tag(TelemetryAttributes.MessageId, context.Handle!.Id);
            return (null, context.Handle);
        }
        catch (Exception e)
        {
            span.Fail(e);
            NotPrepared(task, 1, began, e);
            throw;
        }
    }

    /// <summary>Every task gets an id of its own, since the tasks may be sent in other batches, and some of them again.</summary>
    public async ValueTask<BuiltBatch> PrepareManyAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, EnqueueOptions? enqueue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(arguments);
        var options = CheckedForMany(enqueue);
        var all = arguments as IReadOnlyCollection<TArgument> ?? [.. arguments];
        if (all.Count == 0)
        {
            return new BuiltBatch(0);
        }

        var began = time.GetTimestamp();
        var given = GivenIn(options);
        var created = given == default && _telemetry.CreatesEach(all.Count) ? new List<GuardedSpan>(all.Count) : null;
        // When each task has a span of its own, the span of the batch is that of SendAsync, which links them.
        using var span = created is null ? _telemetry.StartBatch(task.Name, all.Count, created: null, given) : default;
        try
        {
            return await BuildAllAsync(task, all, options, created, (Id: null, Group: null), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e);
            NotPrepared(task, all.Count, began, e);
            throw;
        }
    }

    /// <param name="prepared">The tasks, and how long ago each was made.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public Task SendAsync(IReadOnlyList<(NewTask Task, TimeSpan Age)> prepared, CancellationToken cancellationToken) =>
        SendAsync(prepared, WriteInOrderAsync, cancellationToken);

    private async Task SendAsync(
        IReadOnlyList<(NewTask Task, TimeSpan Age)> prepared,
        Func<ITaskStore, NewTask[], CancellationToken, Task> write,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        NewTask[] tasks = [.. prepared.Select(one => one.Task)];
        using var span = _telemetry.StartDeferred([.. tasks.Select(task => task.Message)]);
        try
        {
            var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < tasks.Length; i++)
            {
                // A task is as old as its message. Its age decides whether an attempt continues the trace or is linked.
                tasks[i] = tasks[i] with
                {
                    Message = tasks[i].Message with { EnqueuedAt = opened.Now - (long)prepared[i].Age.TotalMilliseconds },
                };
            }

            await write(opened, tasks, cancellationToken).ConfigureAwait(false);
            Sent(tasks, began, error: null);
            if (logger.HearsDebug())
            {
                Array.ForEach(tasks, task => logger.Enqueued(task.Message.Name, task.Message.Id, queue.Queue, task.Message.Priority));
            }
        }
        catch (Exception e)
        {
            span.Fail(e);
            Sent(tasks, began, e);
            throw;
        }
    }

    /// <summary>Writes the tasks in their order. Tasks with dependencies need a different call than those without.</summary>
    private static async Task WriteInOrderAsync(ITaskStore opened, NewTask[] tasks, CancellationToken cancellationToken)
    {
        for (int first = 0, end; first < tasks.Length; first = end)
        {
            var waits = Waits(tasks[first]);
            end = first + 1;
            while (end < tasks.Length && Waits(tasks[end]) == waits)
            {
                end++;
            }

            var part = new ArraySegment<NewTask>(tasks, first, end - first);
            if (waits)
            {
                await opened.EnqueueWaitingAsync(part, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await opened.EnqueueManyAsync(part, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Sent(NewTask[] tasks, long began, Exception? error)
    {
        foreach (var (name, count) in tasks.CountBy(task => task.Message.Name, StringComparer.Ordinal))
        {
            _telemetry.Sent(name, count, time.GetElapsedTime(began).TotalSeconds, error);
        }
    }

    private void NotPrepared(TaskDefinition task, int count, long began, Exception error)
    {
        _telemetry.Sent(task.Name, count, time.GetElapsedTime(began).TotalSeconds, error);
        logger.NotSent(error, task.Name, queue.Queue);
    }
}
