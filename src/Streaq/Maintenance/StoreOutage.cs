using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>
/// The outages of a queue's store as all loops of this process see them. The loop that notices an outage first logs it. The last loop that
/// failed in it logs its end.
/// </summary>
internal sealed class StoreOutage(TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly HashSet<RetryPace> _failing = [];

    /// <summary>Creates the pace of a loop, which the loop disposes when it ends.</summary>
    public RetryPace PaceOf(string loop) => new(loop, this, time);

    /// <summary>Records that a loop fails for the first time since it last succeeded.</summary>
    public void Begin(RetryPace pace, Exception error, TimeSpan delay)
    {
        // A permanent refusal by Redis or a fault in a duty itself is not an outage that other loops see.
        var isShared = error is StreaqStoreException { IsTransient: true };
        bool isFirst;
        lock (_gate)
        {
            isFirst = _failing.Count == 0;
            if (isShared)
            {
                _failing.Add(pace);
            }
        }

        if (isFirst || !isShared)
        {
            logger.StoreUnreachable(error, pace.Loop, delay);
        }
    }

    /// <summary>Records that a loop that failed has succeeded.</summary>
    public void End(RetryPace pace)
    {
        if (!Remove(pace) || IsOver())
        {
            logger.StoreRecovered(pace.Loop);
        }
    }

    /// <summary>Removes a loop that has ended, successfully or not.</summary>
    /// <returns>Whether it was failing in an outage.</returns>
    public bool Remove(RetryPace pace)
    {
        lock (_gate)
        {
            return _failing.Remove(pace);
        }
    }

    private bool IsOver()
    {
        lock (_gate)
        {
            return _failing.Count == 0;
        }
    }
}
