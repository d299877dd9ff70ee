using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>The enqueue of many tasks by one call, each through the middleware.</summary>
internal sealed partial class Enqueuer
{
    public Task<EnqueuedBatch> EnqueueManyAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, EnqueueOptions? enqueue, CancellationToken cancellationToken) =>
        EnqueueManyAsync(task, arguments, enqueue, group: null, cancellationToken);

    private async Task<EnqueuedBatch> EnqueueManyAsync<TArgument>(
        TaskDefinition task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? enqueue,
        GroupEnqueue? group,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(arguments);
        var options = CheckedForMany(enqueue);
        var all = arguments as IReadOnlyCollection<TArgument> ?? [.. arguments];
        if (all.Count == 0 && group is null)
        {
            return new EnqueuedBatch([]);
        }

        var began = time.GetTimestamp();
        var given = GivenIn(options);
        var id = group?.Id ?? BatchId.NewBatch();
        var created = given == default && _telemetry.CreatesEach(all.Count) ? new List<GuardedSpan>(all.Count) : null;
        GuardedSpan span = default;
        try
        {
            var batch = created is null
                ? null
                : await BuildAllAsync(task, all, options, created, (id, group), cancellationToken).ConfigureAwait(false);
            span = _telemetry.StartBatch(task.Name, all.Count, created, given);
            batch ??= await BuildAllAsync(task, all, options, created: null, (id, group), cancellationToken).ConfigureAwait(false);
            var built = batch.Tasks;
            var ids = built.Count == 0 && group is null ? []
                : OutageWait is null || group is not null
                ? await WriteManyAsync(built, options, group, cancellationToken).ConfigureAwait(false)
                : await WriteManyPatientlyAsync(OutageWait, built, options, cancellationToken).ConfigureAwait(false);
            _telemetry.Sent(task.Name, ids.Length, time.GetElapsedTime(began).TotalSeconds, error: null);
            if (logger.HearsDebug())
            {
                Array.ForEach(ids, id => logger.Enqueued(task.Name, id, queue.Queue, messages.PriorityOf(task, options)));
            }

            return EnqueuedBatch.From(built, ids) with { Answers = batch.Answers };
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(task.Name, all.Count, time.GetElapsedTime(began).TotalSeconds, e);
            logger.NotSent(e, task.Name, queue.Queue);
            throw;
        }
        finally
        {
            span.Dispose();
        }
    }

    private ValueTask<string[]> WriteManyPatientlyAsync(
        OutageWait wait, IReadOnlyList<NewTask> built, EnqueueOptions options, CancellationToken cancellationToken) =>
        wait.RepeatAsync(() => new ValueTask<string[]>(WriteManyAsync(built, options, group: null, cancellationToken)), cancellationToken);

    private async Task<string[]> WriteManyAsync(
        IReadOnlyList<NewTask> built, EnqueueOptions options, GroupEnqueue? group, CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await CheckPrioritiesAsync(opened, built, cancellationToken).ConfigureAwait(false);
        return group is not null ? await WriteAsync(opened, group, built, cancellationToken).ConfigureAwait(false)
            : options.After is not null || built.Any(Waits)
            ? Ids(await opened.EnqueueWaitingAsync(built, cancellationToken).ConfigureAwait(false))
            : await opened.EnqueueManyAsync(built, cancellationToken).ConfigureAwait(false);
    }

    private static EnqueueOptions CheckedForMany(EnqueueOptions? enqueue) =>
        Checked(enqueue) is { Id: null, DeduplicationKey: null } options
            ? options
            : throw new ArgumentException(
                "EnqueueManyAsync takes no Id and no DeduplicationKey, since every task needs its own.", nameof(enqueue));

    private static string[] Ids(StandingTask[] standing) => Array.ConvertAll(standing, task => task.Id);

    /// <param name="task">The task.</param>
    /// <param name="arguments">An argument per task.</param>
    /// <param name="options">The enqueue options of each task.</param>
    /// <param name="created">
    /// Receives a <c>create X</c> span per task, whose context the task carries; <see langword="null"/>: tasks carry the current context.
    /// </param>
    /// <param name="batch">
    /// The id of the batch, or <see langword="null"/> when each task needs an id of its own; the group of the tasks, or
    /// <see langword="null"/> for a plain batch.
    /// </param>
    /// <param name="cancellationToken">The caller's token.</param>
    private async Task<BuiltBatch> BuildAllAsync<TArgument>(
        TaskDefinition task,
        IReadOnlyCollection<TArgument> arguments,
        EnqueueOptions options,
        List<GuardedSpan>? created,
        (string? Id, GroupEnqueue? Group) batch,
        CancellationToken cancellationToken)
    {
        var group = batch.Group;
        var crowded = arguments.Count > QueueTelemetry.MaxParentBatch;
        var built = new BuiltBatch(arguments.Count);
        var chain = chains.Of(task);
        foreach (var argument in arguments)
        {
            var id = batch.Id is null ? NewId() : BatchId.For(batch.Id, built.Count);
            using var span = created is null ? default : _telemetry.StartCreate(messages.Announced(task, id, options, root: group?.Id));
            if (span.Exists)
            {
                created!.Add(span);
            }

            try
            {
                var context = ContextFor(chain, span, task, id, argument, options, cancellationToken);
                if (context is null || chain.IsEmpty)
                {
                    built.Add(messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded));
                    continue;
                }

                if (await BuildThroughChainAsync(chain, context, crowded).ConfigureAwait(false) is { } one)
                {
                    built.Add(one);
                }
                else
                {
                    built.Add(group is null ? context.Handle! : throw NotReplaceable(task));
                }
            }
            catch (Exception e)
            {
                span.Fail(e);
                throw;
            }
        }

        return built;
    }

    private async ValueTask CheckPrioritiesAsync(ITaskStore opened, IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        string? checkedLast = null;
        foreach (var task in tasks)
        {
            // Most batches share one priority and its string object, which is checked once.
            if (!ReferenceEquals(task.Message.Priority, checkedLast))
            {
                await priorities.CheckAsync(opened, checkedLast = task.Message.Priority, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
