using Microsoft.Extensions.Logging;

namespace Streaq.EntityFrameworkCore;

/// <summary>Moves committed rows into the queue: at once after a signalled commit, else when it polls.</summary>
internal sealed class OutboxRelay(OutboxPass pass, OutboxTable table, Outbox outbox, OutboxOptions options, ILogger logger)
    : OutboxLoop
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);

    private Exception? _failure;
    private long? _countedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (pause, woken) = (options.PollInterval, false);
        while (true)
        {
            var moved = await TurnAsync(woken, stoppingToken).ConfigureAwait(false);
            if (moved is { Rows: > 0, IsFull: true })
            {
                continue;
            }

            if (moved.Rows > 0)
            {
                pause = options.PollInterval;
            }

            // While the relay fails, commits do not wake it, or it would try as often as the application commits.
            woken = false;
            if (_failure is null)
            {
                woken = await outbox.Committed.WaitAsync(pause, outbox.Time, stoppingToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(pause, outbox.Time, stoppingToken).ConfigureAwait(false);
            }

            pause = woken ? options.PollInterval : options.Longer(pause);
        }
    }

    private async Task<OutboxMove> TurnAsync(bool isExpected, CancellationToken cancellationToken)
    {
        try
        {
            await CountAsync(cancellationToken).ConfigureAwait(false);
            if (_failure is StreaqStoreException)
            {
                // If Redis is still down, this call fails. Otherwise rows would be locked until a command times out.
                await outbox.Client.QueueExistsAsync(cancellationToken).ConfigureAwait(false);
            }

            var moved = await pass.RunAsync(isExpected, cancellationToken).ConfigureAwait(false);
            if (_failure is not null)
            {
                _failure = null;
                OutboxLog.Tell(() => logger.Resumed(outbox.QueueName));
            }

            return moved;
        }
#pragma warning disable CA1031 // After any exception of the database or Redis, the rows wait and the next turn tries again.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (_failure is null)
            {
                OutboxLog.Tell(() => logger.Interrupted(e, outbox.QueueName));
            }

            _failure = e;
            return default;
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        if (outbox.Metrics.WantsCount && !(_countedAt is { } last && outbox.Time.GetElapsedTime(last) < CountInterval))
        {
            outbox.Metrics.Counted(await table.CountAsync(cancellationToken).ConfigureAwait(false));
            _countedAt = outbox.Time.GetTimestamp();
        }
    }
}
