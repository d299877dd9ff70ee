using System.Diagnostics;
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
    /// <summary>Repeats writes that an outage interrupted; <see langword="null"/>: nothing is repeated.</summary>
    public OutageWait? OutageWait { get; init; }

    private readonly EnqueueTelemetry _telemetry = new(queue);

    /// <returns>The task in the store, or the handle that a middleware set.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<EnqueuedTask> EnqueueAsync<TArgument>(
        TaskDefinition task, TArgument argument, EnqueueOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var options = Checked(given);
        var id = options.Id ?? NewId();
        var began = time.GetTimestamp();
        using var span = StartSpan(task, id, options);
        try
        {
            StandingTask standing;
            var chain = chains.Of(task);
            var context = ContextFor(chain, span, task, id, argument, options, cancellationToken);
            if (context is null || chain.IsEmpty)
            {
                var message = messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded: false);
                standing = await WriteAsync(message, options.Id is not null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
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

            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, error: null);
            logger.Enqueued(task.Name, standing.Id, queue.Queue, messages.PriorityOf(task, options));
            return new(standing);
        }
        catch (Exception e)
        {
            span.Fail(e);
            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            logger.NotSent(e, task.Name, queue.Queue);
            throw;
        }
    }

    private static EnqueueOptions Checked(EnqueueOptions? options)
    {
        options?.Validate();
        return options ?? EnqueueOptions.Default;
    }

    private static string NewId() => Guid.CreateVersion7().ToString("N");

    private static Dictionary<string, string>? Copy(IReadOnlyDictionary<string, string>? headers) =>
        headers is { Count: > 0 } ? new(headers, StringComparer.OrdinalIgnoreCase) : null;

    /// <summary>Creates the context for middleware and listeners; <see langword="null"/> when there are neither.</summary>
    private static EnqueueContext<TArgument>? ContextFor<TArgument>(
        EnqueueChain chain,
        GuardedSpan span,
        TaskDefinition task,
        string id,
        TArgument argument,
        EnqueueOptions options,
        CancellationToken cancellationToken)
    {
        var isAttached = EnqueueTelemetry.Attaches(span);
        if (chain.IsEmpty && !isAttached)
        {
            return null;
        }

        var context = new EnqueueContext<TArgument>(task, id, argument, options, chain, cancellationToken);
        if (isAttached)
        {
            span.Attach(StreaqTelemetry.EnqueueContextProperty, context);
        }

        return context;
    }

    /// <returns><see langword="null"/> when a middleware set a handle instead.</returns>
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
    /// <param name="options">The enqueue options.</param>
    /// <param name="root">The id of the group, or of the first stage of the pipeline, that it is enqueued with.</param>
    private GuardedSpan StartSpan(TaskDefinition task, string id, EnqueueOptions options, string? root = null) =>
        EnqueueTelemetry.IsHeard
            ? _telemetry.Start(
                messages.Announced(task, id, options, root), options.Delay is not null || options.At is not null, GivenIn(options))
            : default;

    /// <summary>The trace context that the application set for the task; default when the task carries the span's.</summary>
    private static ActivityContext GivenIn(EnqueueOptions options) => Propagation.Given(options.Headers);

    private NewTask Build<TArgument>(EnqueueContext<TArgument> context, bool crowded)
    {
        context.Options.Validate();
        var headers = new Dictionary<string, string>(context.Headers, StringComparer.OrdinalIgnoreCase);
        HeaderRule.ThrowIfInvalid(headers, nameof(EnqueueContext.Headers));
        EnqueueTelemetry.LinkLate(Spans.Current, Propagation.Given(headers));
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

    private static bool Waits(NewTask task) => task.Message.Details.Dependencies is not null;
}
