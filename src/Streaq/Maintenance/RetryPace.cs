using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>The pace at which a loop tries again while the store is away: doubling, with jitter, and one log line per outage.</summary>
internal sealed class RetryPace(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private int _failures;

    public void Succeeded(ILogger logger, string duty)
    {
        if (_failures > 0)
        {
            _failures = 0;
            logger.StoreRecovered(duty);
        }
    }

    /// <summary>Waits before the next try; returns early, without throwing, when cancelled.</summary>
    public async Task FailedAsync(ILogger logger, string duty, Exception error, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(_failures, 16)));
#pragma warning disable CA5394 // Jitter needs no secrecy.
        delay *= 0.75 + Random.Shared.NextDouble() / 2;
#pragma warning restore CA5394
        if (_failures++ == 0)
        {
            logger.StoreUnreachable(error, duty, delay);
        }

        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
