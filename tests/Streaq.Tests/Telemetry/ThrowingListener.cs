using System.Diagnostics;

namespace Streaq.Tests.Telemetry;

/// <summary>Calls of a listener to spans that may throw.</summary>
public enum ListenerCall
{
    Sample,
    Start,
    Stop,
}

/// <summary>A listener that throws at the spans of one operation of one queue, such as one that reads a tag which they lack.</summary>
internal sealed class ThrowingListener : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly string _queue;
    private readonly string _operation;
    private int _thrown;

    public ThrowingListener(string queue, string operation, ListenerCall at)
    {
        (_queue, _operation) = (queue, operation);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                if (at is ListenerCall.Sample)
                {
                    ThrowAt(options.Tags ?? []);
                }

                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = activity => ThrowAt(at is ListenerCall.Start ? activity.TagObjects : []),
            ActivityStopped = activity => ThrowAt(at is ListenerCall.Stop ? activity.TagObjects : []),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Thrown => Volatile.Read(ref _thrown);

    public void Dispose() => _listener.Dispose();

    private void ThrowAt(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        if (Equals(all.GetValueOrDefault("messaging.destination.name"), _queue)
            && Equals(all.GetValueOrDefault("messaging.operation.name"), _operation))
        {
            Interlocked.Increment(ref _thrown);
            throw new InvalidOperationException("This listener is broken.");
        }
    }
}
