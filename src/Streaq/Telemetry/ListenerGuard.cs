using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaq.Telemetry;

/// <summary>
/// Catches what listeners, samplers, processors and propagators throw. The task that they listen to goes on without the span or the
/// measurement.
/// </summary>
internal sealed class ListenerGuard(ILogger logger)
{
    private static Exception? s_threwAtCreation;

    private int _told;

    /// <summary>For telemetry of which no log is kept.</summary>
    public static ListenerGuard Silent { get; } = new(NullLogger.Instance);

    /// <summary>Says it once: a listener that throws does so with every task.</summary>
    public void Threw(Exception exception)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            logger.ListenerThrew(exception);
        }
    }

    /// <summary>
    /// Makes a source or an instrument, of which listeners hear at once, before any queue is there to tell of what they throw.
    /// </summary>
    /// <returns><see langword="null"/> when a listener threw: nothing is heard of it.</returns>
    public static T? Create<T>(Func<T> create) where T : class
    {
        try
        {
            return create();
        }
#pragma warning disable CA1031 // User code, in the initialization of a type, which would fail for good.
        catch (Exception e)
#pragma warning restore CA1031
        {
            s_threwAtCreation = e;
            return null;
        }
    }

    /// <summary>Tells of what a listener threw before there was a log.</summary>
    public void TellOfCreation()
    {
        // Whatever is made on first use is made now.
        _ = Spans.AreHeard || TaskMetrics.AnyProcess || QueueGauges.Enabled;
        if (s_threwAtCreation is { } exception)
        {
            Threw(exception);
        }
    }
}
