using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

/// <summary>
/// Listeners are notified when sources and instruments are created: in the initialization of a type, which must not fail.
/// </summary>
public sealed class ListenerGuardTests
{
    private readonly string _name = $"test.{Guid.NewGuid():N}";
    private readonly LogRecorder _log = new();

    [Fact]
    public void Instrument_WhoseListenerThrows_DoesNotThrow()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Name == _name)
                {
                    throw new InvalidOperationException("This listener is broken.");
                }
            },
        };
        listener.Start();

        using var meter = new Meter(_name);

        Assert.Null(ListenerGuard.Create(() => meter.CreateCounter<long>(_name)));
        AssertTold();
    }

    [Fact]
    public void Source_WhoseListenerThrows_DoesNotThrow()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _name ? throw new InvalidOperationException("This listener is broken.") : false,
        };
        ActivitySource.AddActivityListener(listener);

        Assert.Null(ListenerGuard.Create(() => new ActivitySource(_name)));
        AssertTold();
    }

    [Fact]
    public void CurrentSpan_WhoseListenerThrows_StillChanges()
    {
        var queue = new QueueTelemetry { Queue = _name, Listeners = new ListenerGuard(_log.CreateLogger("Streaq")) };
        using var spans = new ActivityLog(_name);
        var test = Environment.CurrentManagedThreadId;
        EventHandler<ActivityChangedEventArgs> changed = (_, _) =>
        {
            if (Environment.CurrentManagedThreadId == test)
            {
                throw new InvalidOperationException("This listener is broken.");
            }
        };
        Activity.CurrentChanged += changed;
        try
        {
            var task = new AnnouncedTask("work", "1", "normal", Root: "1", ParentId: null, Dependencies: null);
            using (var span = new EnqueueTelemetry(queue).Start(task, scheduled: false, given: default))
            {
                Assert.Same(span.Activity, Activity.Current);
            }

            Assert.Null(Activity.Current);
        }
        finally
        {
            Activity.CurrentChanged -= changed;
        }

        Assert.Single(_log.Lines, line => line.Event.Name == "streaq.telemetry.listener_threw");
    }

    private void AssertTold()
    {
        var guard = new ListenerGuard(_log.CreateLogger("Streaq"));
        guard.TellOfCreation();
        Assert.Single(_log.Lines, line => line.Event.Name == "streaq.telemetry.listener_threw");
    }
}
