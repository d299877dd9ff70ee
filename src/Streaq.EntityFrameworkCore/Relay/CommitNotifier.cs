using Microsoft.Extensions.Logging;

namespace Streaq.EntityFrameworkCore;

/// <summary>
/// Notifies the relays of other processes when this process, which has no relay, has committed. One notification stands for all commits
/// since the last one. If the process dies before it notifies, a relay finds the rows when it polls.
/// </summary>
internal sealed class CommitNotifier(OutboxTable table, Outbox outbox, OutboxOptions options, ILogger logger) : OutboxLoop
{
    private bool _isSilent;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            while (!await outbox.Committed.WaitAsync(options.MaxPollInterval, outbox.Time, stoppingToken).ConfigureAwait(false))
            {
                // Nothing was committed.
            }
        }
        while (await NotifyAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <returns>Whether the database has notifications.</returns>
    private async Task<bool> NotifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await table.UseAsync(async context =>
            {
                if (!CommitChannel.IsOn(context))
                {
                    return false;
                }

                await CommitChannel.NotifyAsync(context, outbox.QueueName, cancellationToken).ConfigureAwait(false);
                _isSilent = false;
                return true;
            }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Relays also poll.
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
}
