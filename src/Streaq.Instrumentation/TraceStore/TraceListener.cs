using System.Diagnostics;

namespace Streaq.Instrumentation;

/// <summary>Gives a keeper every span that ends, of all sources: which of them the provider samples, their flag tells.</summary>
internal sealed class TraceListener : IDisposable
{
    private readonly ActivityListener _listener;

    public TraceListener(TraceKeeper keeper)
    {
        // Without a Sample callback it has no say in whether a span is made.
        _listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            ActivityStopped = activity => Callback.Tell(nameof(TraceKeeper), keeper.Add, activity),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();
}
