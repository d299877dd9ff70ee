using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.TraceStore;

/// <summary>Creates spans like those of Streaq and of an application, without running tasks.</summary>
public sealed class Spans : IDisposable
{
    public const string Queue = "traced";

    private readonly ActivitySource _streaq = new(StreaqTelemetry.SourceName);
    private readonly ActivitySource _app = new("Traced.App");
    private readonly ActivityListener _listener;

    public Spans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _streaq || source == _app,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity Root(string name) => Within(_app, parent: null, name, ActivityKind.Server);

    public Activity Child(Activity parent, string name) => Within(_app, parent, name, ActivityKind.Internal);

    public Activity Enqueue(Activity parent) => Tagged(Within(_streaq, parent, "enqueue x", ActivityKind.Producer), "enqueue");

    /// <summary>Starts an attempt's span of another process: its parent is only a context.</summary>
    public Activity Process(ActivityContext parent, string outcome = "success", int attempt = 1, TimeSpan took = default)
    {
        var before = Activity.Current;
        var span = Tagged(_streaq.StartActivity("process x", ActivityKind.Consumer, parent)!, "process");
        Activity.Current = before;
        span.SetTag("streaq.outcome", outcome).SetTag("streaq.attempt", attempt);
        span.SetEndTime(span.StartTimeUtc + took);
        return span;
    }

    /// <summary>Ends a span without a change of the current one.</summary>
    public static void End(Activity span)
    {
        var before = Activity.Current;
        span.Dispose();
        Activity.Current = before;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _streaq.Dispose();
        _app.Dispose();
    }

    private static Activity Within(ActivitySource source, Activity? parent, string name, ActivityKind kind)
    {
        var before = Activity.Current;
        Activity.Current = parent;
        var span = source.StartActivity(name, kind)!;
        Activity.Current = before;
        return span;
    }

    private static Activity Tagged(Activity span, string operation) => span
        .SetTag("messaging.destination.name", Queue).SetTag("messaging.message.id", "t-1").SetTag("messaging.operation.name", operation);
}
