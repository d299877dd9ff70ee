using System.Collections.Concurrent;
using Streaq.Client;

namespace Streaq.Tests.Outages;

/// <summary>Producers that enqueue without a pause and record what was acknowledged.</summary>
internal sealed class EnqueueLoad(IStreaqClient client, TaskDefinition<int, int> task) : IAsyncDisposable
{
    private const int Producers = 4;

    private readonly ConcurrentBag<(int Argument, TaskHandle<int> Handle)> _acknowledged = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _one = new(0);
    private Task[] _producers = [];
    private int _last;

    public int Acknowledged => _acknowledged.Count;

    public void Start() => _producers = [.. Enumerable.Range(0, Producers).Select(_ => Task.Run(ProduceAsync))];

    /// <summary>Completes when the given number of further enqueues was acknowledged. The last of them began after this call.</summary>
    public async Task MoreAsync(int count)
    {
        // One enqueue of each producer may have begun before.
        for (var i = 0; i < count + Producers + _one.CurrentCount; i++)
        {
            var next = _one.WaitAsync(QueueHost.Patience);
            // A producer ends only with an exception of an enqueue.
            if (await Task.WhenAny([next, .. _producers]) != next)
            {
                await await Task.WhenAny(_producers);
            }

            Assert.True(await next, $"No enqueue was acknowledged for {QueueHost.Patience}, after {Acknowledged}.");
        }
    }

    /// <summary>Ends the load and waits for the result of each task whose enqueue was acknowledged.</summary>
    public async Task SettleAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_producers).WaitAsync(QueueHost.Patience);
        var patience = new OutageWait(QueueHost.Patience, TimeProvider.System);
        foreach (var (argument, handle) in _acknowledged)
        {
            // Enqueues have a connection of their own. The other connection may still look for its server.
            Assert.Equal(argument * 2, await patience.RepeatAsync(() => new ValueTask<int>(handle.ResultAsync(QueueHost.Patience)), CancellationToken.None));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_producers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _one.Dispose();
    }

    private async Task ProduceAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var argument = Interlocked.Increment(ref _last);
            _acknowledged.Add((argument, await client.EnqueueAsync(task, argument)));
            _one.Release();
        }
    }
}
