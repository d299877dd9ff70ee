using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>The pace at which a loop tries again while the store is away: with jitter, and with one log line per outage.</summary>
internal sealed class RetryPace(string loop, TimeProvider time, ILogger logger)
{
    private TimeSpan? _last;

    public void Succeeded()
    {
        if (_last is not null)
        {
            _last = null;
            logger.StoreRecovered(loop);
        }
    }

    /// <summary>Waits before the next try; returns early, without throwing, when cancelled.</summary>
    public async Task FailedAsync(Exception error, CancellationToken cancellationToken)
    {
        var pause = _last is { } last ? Backoff.Endless.After(last) : Backoff.Endless.First;
#pragma warning disable CA5394 // Jitter needs no secrecy.
        var delay = pause * (0.75 + Random.Shared.NextDouble() / 2);
#pragma warning restore CA5394
        if (_last is null)
        {
            logger.StoreUnreachable(error, loop, delay);
        }

        _last = pause;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
