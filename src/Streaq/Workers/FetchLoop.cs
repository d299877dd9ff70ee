using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>Keeps the slots supplied: the next read is under way while the last one's tasks run.</summary>
internal sealed class FetchLoop(
    IWorkerLease lease,
    TaskBuffer buffer,
    ReceiveTelemetry telemetry,
    WorkerPulse pulse,
    EmptyQueue? empty,
    TimeProvider time,
    StoreOutage outage)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly RetryPace _pace = outage.PaceOf(nameof(FetchLoop));

    /// <summary>Called when a fetch finds that the lease is gone.</summary>
    public Action? LeaseLost { get; init; }

    /// <summary>
    /// Runs until it is stopped, the lease is lost or, with <see cref="WorkerOptions.StopWhenEmpty"/>, the queue is empty.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var pace = _pace;
        var deliveries = new List<Delivery>();
        while (!stopping.IsCancellationRequested)
        {
            var (sent, began) = (time.GetTimestamp(), time.GetUtcNow());
            try
            {
                var room = await buffer.RoomAsync(stopping).ConfigureAwait(false);
                var wait = empty is null ? LongestWait : TimeSpan.Zero;
                (sent, began) = (time.GetTimestamp(), time.GetUtcNow());
                await lease.FetchAsync(room, wait, deliveries, stopping).ConfigureAwait(false);
                pulse.FetchFails = false;
                _pace.Succeeded();
                if (deliveries.Count > 0)
                {
                    buffer.Add(deliveries);
                    telemetry.Received(lease.Worker, deliveries, began, Busy(deliveries, time.GetElapsedTime(sent).TotalSeconds));
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
                telemetry.Lost(lease.Worker, began, time.GetElapsedTime(sent).TotalSeconds);
                LeaseLost?.Invoke();
                return;
            }
            catch (StreaqStoreException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StreaqStoreException e)
            {
                pulse.FetchFails = true;
                telemetry.Failed(lease.Worker, began, time.GetElapsedTime(sent).TotalSeconds, e);
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
            }

            deliveries.Clear();
        }
    }

    /// <summary>Returns the seconds of a read after its first task was ready, as far as this clock and the store's agree.</summary>
    private double Busy(List<Delivery> deliveries, double seconds)
    {
        var first = long.MaxValue;
        foreach (var delivery in deliveries)
        {
            first = Math.Min(first, delivery.Message.ReadyAt);
        }

        return Math.Clamp((time.GetUtcNow().ToUnixTimeMilliseconds() - first) / 1000.0, 0, seconds);
    }

    /// <summary>Called when no task is ready: waits until none runs here either, then checks whether the store has any left.</summary>
    private async Task<bool> IsDoneAsync(CancellationToken stopping)
    {
        await buffer.Held.AtMostAsync(0, stopping).ConfigureAwait(false);
        return await empty!.IsReachedAsync(stopping).ConfigureAwait(false);
    }
}
