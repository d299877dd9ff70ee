using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>Keeps the slots supplied: the next read is under way while the last one's tasks run.</summary>
internal sealed class FetchLoop(
    IWorkerLease lease,
    string worker,
    WorkerOptions options,
    HeldTasks held,
    ChannelWriter<Delivery> slots,
    ReceiveTelemetry telemetry,
    EmptyQueue? empty,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly PrefetchWindow _prefetch = new(options.Prefetch, time);
    private readonly RetryPace _pace = new(nameof(FetchLoop), time, logger);

    /// <summary>Called when a fetch finds that the lease is gone.</summary>
    public Action? LeaseLost { get; init; }

    /// <summary>Told whether fetches succeed.</summary>
    public required WorkerPulse Pulse { get; init; }

    /// <summary>Runs until it is stopped, the lease is lost, or until the queue is empty when that was asked for.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var deliveries = new List<Delivery>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var room = await RoomAsync(stopping).ConfigureAwait(false);
                var wait = empty is null ? LongestWait : TimeSpan.Zero;
                var (sent, began) = (time.GetTimestamp(), time.GetUtcNow());
                await lease.FetchAsync(room, wait, deliveries, stopping).ConfigureAwait(false);
                Pulse.FetchFails = false;
                _pace.Succeeded();
                if (deliveries.Count > 0)
                {
                    HandOver(deliveries);
                    telemetry.Received(worker, deliveries.Count, began, time.GetElapsedTime(sent).TotalSeconds);
                }
                if (deliveries.Count == 0 && empty is not null && await IsDoneAsync(stopping).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException)
            {
                LeaseLost?.Invoke();
                return;
            }
            catch (StreaqStoreException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StreaqStoreException e)
            {
                Pulse.FetchFails = true;
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
            }

            deliveries.Clear();
        }
    }

    /// <summary>Waits until a read is worth its round trip: a free slot, or half of the buffer empty.</summary>
    private async ValueTask<int> RoomAsync(CancellationToken stopping)
    {
        _prefetch.Update(held.Finished);
        var capacity = options.Concurrency + _prefetch.Size;
        if (held.Count > capacity - 1 - _prefetch.Size / 2)
        {
            await held.AtMostAsync(capacity - 1 - _prefetch.Size / 2, stopping).ConfigureAwait(false);
        }

        return capacity - held.Count;
    }

    private void HandOver(List<Delivery> deliveries)
    {
        held.Add(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            slots.TryWrite(delivery);
        }
    }

    /// <summary>Nothing is ready; once nothing runs here either, asks the store whether anything is left anywhere.</summary>
    private async Task<bool> IsDoneAsync(CancellationToken stopping)
    {
        await held.AtMostAsync(0, stopping).ConfigureAwait(false);
        return await empty!.IsReachedAsync(stopping).ConfigureAwait(false);
    }
}
