using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>One enqueue, top to bottom: check, span, middleware, message, write, measurement.</summary>
internal sealed partial class Enqueuer(
    StoreAccess store,
    MessageBuilder messages,
    EnqueueChains chains,
    ServedPriorities priorities,
    QueueTelemetry queue,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Repeats what an outage broke off; <see langword="null"/>: nothing is repeated.</summary>
    public OutageWait? OutageWait { get; init; }

    private readonly EnqueueTelemetry _telemetry = new(queue);

    /// <returns>What stands for it.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<EnqueuedTask> EnqueueAsync<TArgument>(
        TaskDefinition task, TArgument argument, EnqueueOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var options = Checked(given);
        var id = options.Id ?? NewId();
        var began = time.GetTimestamp();
        var isLocated = queue.Address is not null;
        using var span = StartSpan(task, id, options);
        try
        {
            StandingTask standing;
            var chain = chains.Of(task);
            if (chain.IsEmpty)
            {
                var message = messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded: false);
                standing = await WriteAsync(message, options.Id is not null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var context = new EnqueueContext<TArgument>(task, id, argument, options, chain, cancellationToken);
                if (await EnqueueThroughChainAsync(chain, context, options.Id is not null).ConfigureAwait(false) is not { } written)
                {
                    span.Tag(TelemetryAttributes.MessageId, context.Handle!.Id);
                    return new(context.Handle);
                }

                (standing, options) = (written, context.Options);
            }

            if (!ReferenceEquals(standing.Id, id))
            {
                span.Tag(TelemetryAttributes.MessageId, standing.Id);
            }

            if (!isLocated)
            {
                _telemetry.Locate(span);
            }

            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, error: null);
            logger.Enqueued(task.Name, standing.Id, queue.Queue, messages.PriorityOf(task, options));
            return new(standing);
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }

    public Task<EnqueuedBatch> EnqueueManyAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, EnqueueOptions? given, CancellationToken cancellationToken) =>
        EnqueueManyAsync(task, arguments, given, group: null, cancellationToken);

    private async Task<EnqueuedBatch> EnqueueManyAsync<TArgument>(
        TaskDefinition task,
        IEnumerable<TArgument> arguments,
        EnqueueOptions? given,
        GroupEnqueue? group,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(arguments);
        var options = Checked(given);
        if (options.Id is not null || options.DeduplicationKey is not null)
        {
            throw new ArgumentException(
                "EnqueueManyAsync takes no Id and no DeduplicationKey, since every task needs its own.", nameof(given));
        }

        var all = arguments as IReadOnlyCollection<TArgument> ?? [.. arguments];
        if (all.Count == 0 && group is null)
        {
            return new EnqueuedBatch([]);
        }

        var began = time.GetTimestamp();
        var isLocated = queue.Address is not null;
        var created = _telemetry.CreatesEach(all.Count) ? new List<GuardedSpan>(all.Count) : null;
        GuardedSpan span = default;
        try
        {
            var batch = created is null
                ? null
                : await BuildAllAsync(task, all, options, created, group, cancellationToken).ConfigureAwait(false);
            span = _telemetry.StartBatch(task.Name, all.Count, created);
            batch ??= await BuildAllAsync(task, all, options, created: null, group, cancellationToken).ConfigureAwait(false);
            var built = batch.Tasks;
            var ids = built.Count == 0 && group is null ? []
                : OutageWait is null || group is not null
                ? await WriteManyAsync(built, options, group, cancellationToken).ConfigureAwait(false)
                : await WriteManyPatientlyAsync(OutageWait, built, options, cancellationToken).ConfigureAwait(false);
            if (!isLocated)
            {
                _telemetry.Locate(span);
            }

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

    private static string[] Ids(StandingTask[] standing) => Array.ConvertAll(standing, task => task.Id);

    private static EnqueueOptions Checked(EnqueueOptions? options)
    {
        options?.Validate();
        return options ?? EnqueueOptions.Default;
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? headers) =>
        headers is { Count: > 0 } ? new(headers, StringComparer.OrdinalIgnoreCase) : null;

    /// <param name="task">The task.</param>
    /// <param name="arguments">An argument per task.</param>
    /// <param name="options">How each is enqueued.</param>
    /// <param name="created">
    /// Gets a <c>create X</c> span per task, whose context it carries; <see langword="null"/>: they carry the current one.
    /// </param>
    /// <param name="group">The group they are of; <see langword="null"/> for a plain batch.</param>
    /// <param name="cancellationToken">The caller's.</param>
    private async Task<BuiltBatch> BuildAllAsync<TArgument>(
        TaskDefinition task,
        IReadOnlyCollection<TArgument> arguments,
        EnqueueOptions options,
        List<GuardedSpan>? created,
        GroupEnqueue? group,
        CancellationToken cancellationToken)
    {
        var crowded = arguments.Count > QueueTelemetry.MaxParentBatch;
        var built = new BuiltBatch(arguments.Count);
        var batch = group?.Id ?? BatchId.NewBatch();
        var chain = chains.Of(task);
        foreach (var argument in arguments)
        {
            var id = BatchId.For(batch, built.Count);
            using var span = created is null ? default : _telemetry.StartCreate(messages.Announced(task, id, options, root: group?.Id));
            if (span.Exists)
            {
                created!.Add(span);
            }

            try
            {
                if (chain.IsEmpty)
                {
                    built.Add(messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded));
                    continue;
                }

                var context = new EnqueueContext<TArgument>(task, id, argument, options, chain, cancellationToken);
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

    /// <returns><see langword="null"/>: a handle stands for the task.</returns>
    private async Task<StandingTask?> EnqueueThroughChainAsync<TArgument>(
        EnqueueChain chain, EnqueueContext<TArgument> context, bool hasChosenId)
    {
        StandingTask standing = default;
        var written = await chain.RunAsync(
            context,
            async inner => standing = await WriteAsync(
                Build((EnqueueContext<TArgument>)inner, crowded: false),
                hasChosenId,
                inner.CancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        return written ? standing : null;
    }

    /// <inheritdoc cref="EnqueueThroughChainAsync"/>
    private async ValueTask<NewTask?> BuildThroughChainAsync<TArgument>(
        EnqueueChain chain, EnqueueContext<TArgument> context, bool crowded)
    {
        NewTask built = default;
        var written = await chain.RunAsync(
            context,
            inner =>
            {
                built = Build((EnqueueContext<TArgument>)inner, crowded);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        return written ? built : null;
    }

    private static InvalidOperationException NotReplaceable(TaskDefinition task) => new(
        $"A UseEnqueue middleware set a Handle instead of calling next for task '{task.Name}', which is part of a pipeline or a group: "
        + "no other task can stand for it.");

    /// <param name="task">The task.</param>
    /// <param name="id">Its id.</param>
    /// <param name="options">How it is enqueued.</param>
    /// <param name="root">What it is enqueued with, a group or the first stage of a pipeline.</param>
    private GuardedSpan StartSpan(TaskDefinition task, string id, EnqueueOptions options, string? root = null) =>
        EnqueueTelemetry.IsHeard
            ? _telemetry.Start(messages.Announced(task, id, options, root), options.Delay is not null || options.At is not null)
            : default;

    private NewTask Build<TArgument>(EnqueueContext<TArgument> context, bool crowded)
    {
        context.Options.Validate();
        var headers = new Dictionary<string, string>(context.Headers, StringComparer.OrdinalIgnoreCase);
        HeaderRule.ThrowIfInvalid(headers, nameof(EnqueueContext.Headers));
        return messages.Build(
            context.Task, context.TaskId, context.Argument, context.Options, headers, Spans.Current, crowded);
    }

    private ValueTask<StandingTask> WriteAsync(NewTask message, bool hasChosenId, CancellationToken cancellationToken) =>
        OutageWait is null
            ? WriteOnceAsync(message, cancellationToken)
            : WritePatientlyAsync(OutageWait, message, hasChosenId, cancellationToken);

    private async ValueTask<StandingTask> WritePatientlyAsync(
        OutageWait wait, NewTask message, bool hasChosenId, CancellationToken cancellationToken)
    {
        var standing = await wait.RepeatAsync(() => WriteOnceAsync(message, cancellationToken), cancellationToken).ConfigureAwait(false);
        // An id that the caller did not choose can only be known from a try of this call whose answer was lost.
        var isOwn = !hasChosenId && string.Equals(standing.Id, message.Message.Id, StringComparison.Ordinal);
        return standing with { IsNew = standing.IsNew || isOwn };
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<StandingTask> WriteOnceAsync(NewTask message, CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await priorities.CheckAsync(opened, message.Message.Priority, cancellationToken).ConfigureAwait(false);
        return Waits(message)
            ? (await opened.EnqueueWaitingAsync([message], cancellationToken).ConfigureAwait(false))[0]
            : await opened.EnqueueAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CheckPrioritiesAsync(ITaskStore opened, IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        string? checkedLast = null;
        foreach (var task in tasks)
        {
            // Mostly they are all the same, the very object.
            if (!ReferenceEquals(task.Message.Priority, checkedLast))
            {
                await priorities.CheckAsync(opened, checkedLast = task.Message.Priority, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool Waits(NewTask task) => task.Message.Details.Dependencies is not null;
}
