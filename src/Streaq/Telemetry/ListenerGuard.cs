using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaq.Telemetry;

/// <summary>
/// Catches exceptions of listeners, samplers, processors and propagators. The task goes on without the span or the measurement.
/// </summary>
internal sealed class ListenerGuard(ILogger logger)
{
    private static Exception? s_threwAtCreation;

    private int _told;

    /// <summary>The guard for telemetry without a log.</summary>
    public static ListenerGuard Silent { get; } = new(NullLogger.Instance);

    /// <summary>Logs the exception, once: a listener that throws does so with every task.</summary>
    public void Threw(Exception exception)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            logger.ListenerThrew(exception);
        }
    }

    /// <summary>Creates a source or an instrument. Listeners are notified at once, before a queue can log their exceptions.</summary>
    /// <returns><see langword="null"/> when a listener threw; there is no such telemetry then.</returns>
    public static T? Create<T>(Func<T> create) where T : class
    {
        try
        {
            return create();
        }
#pragma warning disable CA1031 // An exception of user code would make the initialization of a type fail for good.
        catch (Exception e)
#pragma warning restore CA1031
        {
            s_threwAtCreation = e;
            return null;
        }
    }

    /// <summary>Logs the exception that a listener threw before there was a log.</summary>
    public void TellOfCreation()
    {
        // Creates now what would be created on first use.
        _ = Spans.AreHeard || TaskMetrics.AnyProcess || QueueGauges.Enabled;
        if (s_threwAtCreation is { } exception)
        {
            Threw(exception);
        }
    }
}
