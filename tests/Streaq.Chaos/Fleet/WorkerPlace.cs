using Streaq.Chaos.Proxy;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Fleet;

/// <summary>A place for one worker process after the other, with a proxy between it and Redis.</summary>
internal sealed class WorkerPlace(int number, ChaosProxy proxy, string directory, TimeSpan lease, int seed) : IAsyncDisposable
{
    private readonly List<WorkerProcess> _all = [];

    /// <summary>Allows one fault at a time in a place. The next one waits.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    public ChaosProxy Proxy => proxy;

    public WorkerProcess Current => _all[^1];

    public IReadOnlyList<WorkerProcess> All => _all;

    public async Task StartAsync()
    {
        var name = $"w{number}.{_all.Count + 1}";
        var log = Path.Combine(directory, name + ".log");
        _all.Add(WorkerProcess.Start(new WorkerArguments(proxy.ConnectionString, name, lease, log, SeedOf(_all.Count))));
        await Current.Started;
    }

    /// <summary>Gives each process a seed of its own, so that each throws at other calls.</summary>
    private int SeedOf(int process) => unchecked((seed * 100 + number) * 1000 + process);

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
