using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Pauses and resumes the queue or one of its priorities, for the workers of all processes.</summary>
internal sealed class PauseControl(StoreAccess store, string queue, ILogger logger)
{
    public async Task<bool> PauseAsync(string? priority, CancellationToken cancellationToken)
    {
        Check(priority);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var paused = await opened.Pauses.PauseAsync(priority, cancellationToken).ConfigureAwait(false);
        if (paused)
        {
            logger.QueuePaused(queue, priority ?? "(all)");
        }

        return paused;
    }

    public async Task<bool> ResumeAsync(string? priority, CancellationToken cancellationToken)
    {
        Check(priority);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var resumed = await opened.Pauses.ResumeAsync(priority, cancellationToken).ConfigureAwait(false);
        if (resumed)
        {
            logger.QueueResumed(queue, priority ?? "(all)");
        }

        return resumed;
    }

    public async Task<QueuePause> PausedAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Pauses.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void Check(string? priority)
    {
        if (priority is not null)
        {
            WireName.ThrowIfInvalid(priority, nameof(priority), "A priority");
        }
    }
}
