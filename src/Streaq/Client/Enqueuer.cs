using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>One enqueue, top to bottom: check, span, middleware, message, write, measurement.</summary>
internal sealed class Enqueuer(
    StoreAccess store, MessageBuilder messages, EnqueueChain chain, QueueTelemetry queue, StreaqOptions queueOptions, TimeProvider time, ILogger logger)
{
    private readonly EnqueueTelemetry _telemetry = new(queue);

    /// <returns>The id of the task that stands for it.</returns>
    public async Task<string> EnqueueAsync<TArgument>(
        TaskDefinition task, TArgument argument, EnqueueOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        var options = Checked(given);
        var id = options.Id ?? NewId();
        var began = time.GetTimestamp();
        var ambient = AmbientTask.Current;
        using var activity = _telemetry.Start(
            task.Name, id, ambient?.Message.Root ?? id, ambient?.TaskId, options.Priority ?? task.Priority ?? queueOptions.DefaultPriority);
        try
        {
            var holder = id;
            if (chain.IsEmpty)
            {
                var message = messages.Build(task, id, argument, options, Copy(options.Headers), activity ?? Activity.Current, crowded: false);
                holder = await WriteAsync(message, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await chain.RunAsync(
                    new EnqueueContext<TArgument>(task, id, argument, options, cancellationToken),
                    async context => holder = await WriteAsync(Build((EnqueueContext<TArgument>)context, activity, crowded: false), cancellationToken).ConfigureAwait(false))
                    .ConfigureAwait(false);
            }

            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, error: null);
            logger.Enqueued(task.Name, holder, queue.Queue, options.Priority ?? queueOptions.DefaultPriority);
            return holder;
        }
        catch (Exception e)
        {
            EnqueueTelemetry.Fail(activity, e);
            _telemetry.Sent(task.Name, 1, time.GetElapsedTime(began).TotalSeconds, e);
            throw;
        }
    }

    /// <returns>The ids of the tasks that stand for them.</returns>
    public async Task<string[]> EnqueueManyAsync<TArgument>(
        TaskDefinition task, IEnumerable<TArgument> arguments, EnqueueOptions? given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(arguments);
        var options = Checked(given);
        if (options.Id is not null || options.DeduplicationKey is not null)
        {
            throw new ArgumentException("EnqueueManyAsync takes no Id and no DeduplicationKey, since every task needs its own.", nameof(given));
        }

        var all = arguments as IReadOnlyCollection<TArgument> ?? [.. arguments];
        if (all.Count == 0)
        {
            return [];
        }

        var began = time.GetTimestamp();
        using var activity = _telemetry.StartBatch(task.Name, all.Count);
        try
        {
            var built = await BuildAllAsync(task, all, options, activity, cancellationToken).ConfigureAwait(false);
            var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            var ids = await opened.EnqueueManyAsync(built, cancellationToken).ConfigureAwait(false);
            _telemetry.Sent(task.Name, ids.Length, time.GetElapsedTime(began).TotalSeconds, error: null);
            return ids;
        }
        catch (Exception e)
        {
            EnqueueTelemetry.Fail(activity, e);
            _telemetry.Sent(task.Name, all.Count, time.GetElapsedTime(began).TotalSeconds, e);
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

    private async Task<IReadOnlyList<NewTask>> BuildAllAsync<TArgument>(
        TaskDefinition task, IReadOnlyCollection<TArgument> arguments, EnqueueOptions options, Activity? activity, CancellationToken cancellationToken)
    {
        var creation = activity ?? Activity.Current;
        var crowded = arguments.Count > QueueTelemetry.MaxParentBatch;
        var built = new List<NewTask>(arguments.Count);
        foreach (var argument in arguments)
        {
            if (chain.IsEmpty)
            {
                built.Add(messages.Build(task, NewId(), argument, options, Copy(options.Headers), creation, crowded));
                continue;
            }

            await chain.RunAsync(
                new EnqueueContext<TArgument>(task, NewId(), argument, options, cancellationToken),
                context =>
                {
                    built.Add(Build((EnqueueContext<TArgument>)context, creation, crowded));
                    return Task.CompletedTask;
                }).ConfigureAwait(false);
        }

        return built;
    }

    private NewTask Build<TArgument>(EnqueueContext<TArgument> context, Activity? activity, bool crowded)
    {
        context.Options.Validate();
        foreach (var (name, value) in context.Headers)
        {
            HeaderRule.ThrowIfInvalid(name, value, nameof(EnqueueContext.Headers));
        }

        return messages.Build(
            context.Task, context.TaskId, context.Argument, context.Options, new(context.Headers, StringComparer.OrdinalIgnoreCase), activity ?? Activity.Current, crowded);
    }

    private async ValueTask<string> WriteAsync(NewTask message, CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.EnqueueAsync(message, cancellationToken).ConfigureAwait(false);
    }
}
