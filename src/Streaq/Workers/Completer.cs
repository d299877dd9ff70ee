using System.Threading.Channels;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>Stores the outcomes of attempts. Attempts that end during a write go into the next one, so batches follow the load.</summary>
internal sealed class Completer(IWorkerLease lease, TaskExecutor executor, SettleTelemetry telemetry, TimeProvider time, StoreOutage outage)
{
    /// <summary>Outcomes per write. This many block Redis for about two milliseconds; fewer would not be worth a write to disk.</summary>
    private const int MaxBatch = 512;

    /// <summary>The number of outcomes that may wait for their write. Beyond it, slots wait as well.</summary>
    private const int Capacity = 512;

    private readonly RetryPace _pace = outage.PaceOf(nameof(Completer));
    private readonly Channel<Attempt> _ended = Channel.CreateBounded<Attempt>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Called when the store reports that the lease is gone.</summary>
    public Action? LeaseLost { get; set; }

    /// <summary>Called with the attempts of each stored write; <see langword="null"/>: they are not counted.</summary>
    public Action<IReadOnlyList<Attempt>>? Stored { get; init; }

    /// <returns><see langword="false"/> when the completer has ended and stores nothing any more.</returns>
    public ValueTask<bool> AddAsync(Attempt attempt) => _ended.Writer.TryWrite(attempt) ? new(true) : WaitToAddAsync(attempt);

    /// <summary>Marks the end of the attempts. <see cref="RunAsync"/> ends when all are stored.</summary>
    public void Complete() => _ended.Writer.TryComplete();

    /// <param name="giveUp">Cancelled when writing has become pointless, because the lease is lost.</param>
    public async Task RunAsync(CancellationToken giveUp)
    {
        using var pace = _pace;
        try
        {
            await StoreAllAsync(giveUp).ConfigureAwait(false);
        }
        finally
        {
            // However it ends, no slot waits for room that never comes.
            Complete();
            while (_ended.Reader.TryRead(out var attempt))
            {
                executor.Finish([attempt], stored: false);
            }
        }
    }

    /// <summary>Stores each batch while the attempts of the batch before are reported, so that neither waits for the other.</summary>
    private async Task StoreAllAsync(CancellationToken giveUp)
    {
        var (batch, before) = (new EndedBatch(), new EndedBatch());
        try
        {
            while (await _ended.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (batch.Attempts.Count < MaxBatch && _ended.Reader.TryRead(out var attempt))
                {
                    batch.Add(attempt);
                }

                var write = StoreAsync(batch, giveUp);
                Tell(before);
                (batch, before) = (before, batch);
                await write.ConfigureAwait(false);
                if (!_ended.Reader.TryPeek(out _))
                {
                    Tell(before);
                }
            }
        }
        finally
        {
            Tell(before);
        }
    }

    private async ValueTask StoreAsync(EndedBatch batch, CancellationToken giveUp)
    {
        batch.IsStored = batch.Settlements.Count == 0;
        if (!batch.IsStored)
        {
            StartSpans(batch);
            batch.IsStored = await WriteAsync(batch.Settlements, giveUp).ConfigureAwait(false);
            EndSpans(batch);
        }
    }

    private void Tell(EndedBatch batch)
    {
        if (batch.Attempts.Count > 0)
        {
            if (batch.IsStored)
            {
                Stored?.Invoke(batch.Attempts);
            }

            executor.Finish(batch.Attempts, batch.IsStored);
            batch.Clear();
        }
    }

    private async ValueTask<bool> WaitToAddAsync(Attempt attempt)
    {
        while (await _ended.Writer.WaitToWriteAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (_ended.Writer.TryWrite(attempt))
            {
                return true;
            }
        }

        return false;
    }

    private void StartSpans(EndedBatch batch)
    {
        foreach (var attempt in batch.Attempts)
        {
            if (attempt.Settlement is { } settlement && telemetry.Start(settlement, attempt.Span, lease.Worker) is { Exists: true } span)
            {
                batch.Spans.Add(span);
            }
        }
    }

    private static void EndSpans(EndedBatch batch)
    {
        foreach (var span in batch.Spans)
        {
            if (!batch.IsStored)
            {
                span.LoseLease();
            }

            span.Dispose();
        }
    }

    /// <returns>Whether the outcomes are stored; else the lease is lost.</returns>
    private async Task<bool> WriteAsync(List<Settlement> settlements, CancellationToken giveUp)
    {
        while (!giveUp.IsCancellationRequested)
        {
            using var ack = telemetry.StartAck(lease.Worker, settlements.Count);
            var began = time.GetTimestamp();
            try
            {
                // Not cancelled by a stop: an outcome that is known must be stored while there is time.
                var hasLease = await lease.SettleAsync(settlements, giveUp).ConfigureAwait(false);
                telemetry.Settled(ack, time.GetElapsedTime(began).TotalSeconds, hasLease);
                _pace.Succeeded();
                if (!hasLease)
                {
                    LeaseLost?.Invoke();
                }

                return hasLease;
            }
            catch (StreaqStoreException e)
            {
                telemetry.Failed(ack, time.GetElapsedTime(began).TotalSeconds, e);
                // The span covers this try, without the pause after it.
                ack.Dispose();
                await _pace.FailedAsync(e, giveUp).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
            {
                telemetry.Settled(ack, time.GetElapsedTime(began).TotalSeconds, hasLease: false);
            }
        }

        return false;
    }
}
