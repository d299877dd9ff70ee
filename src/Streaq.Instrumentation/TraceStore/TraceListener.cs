using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Passes every ended span of all sources to a keeper. The flag of a span shows whether the provider sampled it.</summary>
internal sealed class TraceListener : IDisposable
{
    private readonly ActivityListener _listener;

    public TraceListener(TraceKeeper keeper)
    {
        // Without a Sample callback, the listener does not affect sampling.
        _listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            ActivityStopped = activity => Callback.Tell(nameof(TraceKeeper), keeper.Add, activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();
}
