using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaq.Dashboard.Queues;

/// <summary>What all pages of a process share.</summary>
internal sealed class Board
{
    public Board(IStreaqQueues queues, IOptions<StreaqDashboardOptions> options, IServiceProvider provider)
    {
        Options = options.Value;
        Queues = new BoardQueues(queues);
        Time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        Snapshots = new Snapshots(Time);
    }

    public StreaqDashboardOptions Options { get; }

    public BoardQueues Queues { get; }

    public TimeProvider Time { get; }

    public Snapshots Snapshots { get; }
}
