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

    /// <summary>The pace of a loop, to be disposed when the loop ends.</summary>
    public RetryPace PaceOf(string loop) => new(loop, this, time);

    /// <summary>A loop fails for the first time since it last succeeded.</summary>
    public void Begin(RetryPace pace, Exception error, TimeSpan delay)
    {
        // What Redis refuses for good, and what is wrong with a duty itself, is no outage that others would see.
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

    /// <summary>A loop that failed has succeeded.</summary>
    public void End(RetryPace pace)
    {
        if (!Remove(pace) || IsOver())
        {
            logger.StoreRecovered(pace.Loop);
        }
    }

    /// <summary>A loop has ended, whatever came of it.</summary>
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
