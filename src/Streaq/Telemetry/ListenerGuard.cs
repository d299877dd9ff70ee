using Microsoft.Extensions.Logging;

namespace Streaq.Telemetry;

/// <summary>
/// Keeps what listeners, samplers and processors throw away from the task that they listen to: a worker goes on without the
/// span or the measurement.
/// </summary>
internal sealed class ListenerGuard(ILogger logger)
{
    private int _told;

    /// <summary>Says it once: a listener that throws will do so with every task.</summary>
    public void Threw(Exception exception)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            logger.ListenerThrew(exception);
        }
    }
}
