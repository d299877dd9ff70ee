using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaq.Dashboard.Traces;

namespace Streaq.Dashboard.Queues;

/// <summary>The state that all pages of a process share.</summary>
internal sealed class Board
{
    public Board(IStreaqQueues queues, IOptions<StreaqDashboardOptions> options, IServiceProvider provider)
    {
        Options = options.Value;
        Queues = new BoardQueues(queues);
        Time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        Snapshots = new Snapshots(Time);
        OtherTraces = new OtherTraces([.. Options.TraceReaders], Time);
    }

    public StreaqDashboardOptions Options { get; }

    public BoardQueues Queues { get; }

    public TimeProvider Time { get; }

    public Snapshots Snapshots { get; }

    /// <summary>The spans that trace readers find.</summary>
    public OtherTraces OtherTraces { get; }
}
