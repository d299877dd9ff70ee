using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>One attempt at a time: a worker's lease, executor and completer, without its loops.</summary>
internal sealed class TaskRunner(
    StoreAccess store,
    Func<ITaskStore> newStore,
    MessageBuilder messages,
    TaskExecutor executor,
    TaskSerializer serializer,
    WorkerOptions worker,
    QueueTelemetry queue,
    TimeProvider time,
    ILogger logger) : ITaskRunner
{
    private const int Batch = 200;
    private static readonly TimeSpan Lease = TimeSpan.FromDays(1);

    public async Task<AttemptResult<TResult>> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task, TArgument argument, int attempt, EnqueueOptions? options, CancellationToken cancellationToken) =>
        new(await RunAloneAsync(task, argument, attempt, options, cancellationToken).ConfigureAwait(false), serializer);

    public async Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, int attempt, EnqueueOptions? options, CancellationToken cancellationToken) =>
        new(await RunAloneAsync(task, argument, attempt, options, cancellationToken).ConfigureAwait(false), serializer);

    public async Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        while ((await opened.PromoteDueAsync(Batch, cancellationToken).ConfigureAwait(false)).Count == Batch)
        {
        }

        return await RunNextAsync(opened, worker.Priorities, attempt: null, cancellationToken).ConfigureAwait(false) is { } ended ? new(ended, serializer) : null;
    }

    public async Task<TimeSpan?> NextDueInAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return (await opened.PromoteDueAsync(Batch, cancellationToken).ConfigureAwait(false)).NextDueIn;
    }

    /// <summary>In a store of its own, so that the queue's other tasks stay where they are.</summary>
    private async Task<Attempt> RunAloneAsync<TArgument>(
        TaskDefinition task, TArgument argument, int attempt, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        options?.Validate();
        if (options is { Delay: not null } or { At: not null })
        {
            throw new ArgumentException("An attempt that is run at once has neither Delay nor At.", nameof(options));
        }

        options ??= EnqueueOptions.Default;
        var headers = options.Headers is { Count: > 0 } some ? new Dictionary<string, string>(some, StringComparer.OrdinalIgnoreCase) : null;
        var message = messages.Build(task, options.Id ?? Guid.CreateVersion7().ToString("N"), argument, options, headers, Activity.Current, crowded: false);
        var alone = newStore();
        await using var disposal = alone.ConfigureAwait(false);
        await alone.EnqueueAsync(message, cancellationToken).ConfigureAwait(false);
        return (await RunNextAsync(alone, [message.Message.Priority], attempt, cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<Attempt?> RunNextAsync(ITaskStore opened, IReadOnlyList<string> priorities, int? attempt, CancellationToken cancellationToken)
    {
        var id = $"{worker.Name}-{Guid.NewGuid().ToString("N")[..8]}";
        var lease = await opened.JoinAsync(new WorkerRegistration(id, priorities, Lease), cancellationToken).ConfigureAwait(false);
        await using var disposal = lease.ConfigureAwait(false);
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(room: 1, TimeSpan.Zero, deliveries, cancellationToken).ConfigureAwait(false);
        Attempt? ended = null;
        if (deliveries is [var first, ..])
        {
            var delivery = attempt is { } number ? first with { Message = first.Message with { Attempt = number } } : first;
            var host = executor.Host(id, opened, lease, observer: null, new AbortRequests(), cancellationToken);
            ended = await executor.ExecuteAsync(delivery, host).ConfigureAwait(false);
            var completer = new Completer(lease, id, new SettleTelemetry(queue), time, logger);
            await completer.AddAsync(ended).ConfigureAwait(false);
            completer.Complete();
            await completer.RunAsync(CancellationToken.None).ConfigureAwait(false);
        }

        // Whatever else came with it is ready again.
        await lease.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        return ended;
    }
}
