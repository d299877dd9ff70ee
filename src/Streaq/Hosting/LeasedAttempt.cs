using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>One attempt under a lease of its own, from the fetch to the stored outcome.</summary>
internal sealed class LeasedAttempt(TaskExecutor executor, WorkerOptions worker, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Lease = TimeSpan.FromDays(1);

    /// <summary>Runs the next ready task of the given priorities, or of those of the worker.</summary>
    /// <returns><see langword="null"/> when none is ready.</returns>
    public async Task<Attempt?> RunNextAsync(
        ITaskStore store, IReadOnlyList<string>? priorities, int? number, CancellationToken cancellationToken)
    {
        var id = $"{worker.Name}-{Guid.NewGuid().ToString("N")[..8]}";
        var registration = new WorkerRegistration(id, priorities ?? worker.ServedPriorities, Lease);
        var lease = await store.JoinAsync(registration, cancellationToken).ConfigureAwait(false);
        await using var disposal = lease.ConfigureAwait(false);
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(room: 1, TimeSpan.Zero, deliveries, cancellationToken).ConfigureAwait(false);
        Attempt? ended = null;
        if (deliveries is [var first, ..])
        {
            var delivery = number is { } attempt ? first with { Message = first.Message with { Attempt = attempt } } : first;
            var host = executor.Host(store, lease, observer: null, new AbortRequests(), cancellationToken);
            ended = await executor.ExecuteAsync(delivery, host).ConfigureAwait(false);
            var completer = new Completer(lease, executor, new SettleTelemetry(queue), time, new StoreOutage(time, logger));
            await completer.AddAsync(ended).ConfigureAwait(false);
            completer.Complete();
            await completer.RunAsync(CancellationToken.None).ConfigureAwait(false);
        }

        // Other tasks of the fetch become ready again.
        await lease.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        return ended;
    }
}
