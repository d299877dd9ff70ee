using Streaq.Chaos.Proxy;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Fleet;

/// <summary>A place for one worker process after the other, with a proxy between it and Redis.</summary>
internal sealed class WorkerPlace(int number, ChaosProxy proxy, string directory, TimeSpan lease) : IAsyncDisposable
{
    private readonly List<WorkerProcess> _all = [];

    /// <summary>One fault at a time for a place; its next one waits.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public ChaosProxy Proxy => proxy;

    public WorkerProcess Current => _all[^1];

    public IReadOnlyList<WorkerProcess> All => _all;

    public async Task StartAsync()
    {
        var name = $"w{number}.{_all.Count + 1}";
        _all.Add(WorkerProcess.Start(new WorkerArguments(proxy.ConnectionString, name, lease, Path.Combine(directory, name + ".log"))));
        await Current.Started;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }

        proxy.Dispose();
        Turn.Dispose();
    }
}
