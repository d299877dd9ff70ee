using Microsoft.Extensions.Logging;

namespace Streaq.EntityFrameworkCore;

/// <summary>Wakes the relay of this process when another process has committed. It uses a connection of its own.</summary>
internal sealed class CommitListener(OutboxTable table, Outbox outbox, OutboxOptions options, ILogger logger) : OutboxLoop
{
    private bool _isSilent;
    private TimeSpan _pause = options.PollInterval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await ListenAsync(stoppingToken).ConfigureAwait(false))
        {
            await Task.Delay(_pause, outbox.Time, stoppingToken).ConfigureAwait(false);
            _pause = options.Longer(_pause);
        }
    }

    /// <returns>Whether to try again; <see langword="false"/> when the database has no notifications.</returns>
    private async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await table.UseAsync(async context =>
            {
                if (!CommitChannel.IsOn(context))
                {
                    return false;
                }

                await CommitChannel.ListenAsync(context, outbox.QueueName, Heard, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Without notifications the relay polls, and the next try may succeed.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isSilent)
            {
                _isSilent = true;
                OutboxLog.Tell(() => logger.NotListening(e, outbox.QueueName));
            }

            return true;
        }
    }

    private void Heard()
    {
        (_isSilent, _pause) = (false, options.PollInterval);
        outbox.Committed.Set();
    }
}
