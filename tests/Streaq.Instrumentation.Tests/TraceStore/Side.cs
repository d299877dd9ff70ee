using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.TraceStore;

/// <summary>One process of several, with its trace keeper and its connection to the store.</summary>
internal sealed class Side
{
    private readonly TraceSender _sender;

    public Side(IStreaqQueues queues, TimeProvider? time = null, Action<StreaqTraceStoreOptions>? configure = null)
    {
        var options = new StreaqTraceStoreOptions { Share = 0 };
        configure?.Invoke(options);
        Keeper = new TraceKeeper(options, "side", time ?? new FakeTime());
        _sender = new TraceSender(Keeper, queues, options.Budget);
    }

    public TraceKeeper Keeper { get; }

    public void End(params Activity[] spans)
    {
        foreach (var span in spans)
        {
            Spans.End(span);
            Keeper.Add(span);
        }
    }

    public Task SendAsync() => _sender.SendAsync(CancellationToken.None);
}
