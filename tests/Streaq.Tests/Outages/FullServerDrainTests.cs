using System.Globalization;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Outages;

/// <summary>Producers have filled Redis while there was no worker. A worker that starts then drains the queue.</summary>
public sealed class FullServerDrainTests : IAsyncLifetime
{
    private const int Plain = 2_000;
    private const int Few = 20;

    private static readonly TaskDefinition<string> Large = new("full.large");
    private static readonly TaskDefinition<int> Retrying = new("full.retrying");
    private static readonly TaskDefinition<int> Failing = new("full.failing");
    private static readonly TaskDefinition<int> Limited = new("full.limited");

    private int _ran;
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    public async Task Worker_ThatStartsOnAFullServer_DrainsTheQueue(long over)
    {
        await using var producer = await QueueHost.StartAsync(_ => { }, _server.ConnectionString);
        await using var raw = await RawRedis.OpenAsync(_server, producer.Queue);
        await EnqueueAsync(producer.Client);
        await raw.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", await UsedMemoryAsync(raw) - over);
        var more = await EnqueueUntilRefusedAsync(producer.Client);

        await using var host = await QueueHost.StartAsync(Map, _server.ConnectionString, queue: producer.Queue);
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var ended = host.Lifetime.ApplicationStopping.Register(drained.SetResult);
        await drained.Task.WaitAsync(QueueHost.Patience);

        Assert.Equal(Plain + (4 * Few) + more, _ran);
        Assert.Equal(Few, (await producer.Client.CountsAsync()).DeadLetters);
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name is "streaq.lease.lost" or "streaq.store.unreachable");
    }

    private static async Task EnqueueAsync(IStreaqClient client)
    {
        var some = Enumerable.Range(0, Few).ToList();
        await client.EnqueueManyAsync(Large, Enumerable.Repeat(new string('x', 1_000), Plain));
        await client.EnqueueManyAsync(Retrying, some);
        await client.EnqueueManyAsync(Failing, some);
        await client.EnqueueManyAsync(Limited, some);
    }

    /// <summary>Redis may have freed memory since its usage was read, such as a connection's buffers.</summary>
    /// <returns>The number of tasks that were accepted.</returns>
    private static async Task<int> EnqueueUntilRefusedAsync(IStreaqClient client)
    {
        for (var taken = 0; ; taken++)
        {
            try
            {
                await client.EnqueueAsync(Large, new string('x', 1_000));
            }
            catch (StreaqStoreException)
            {
                return taken;
            }
        }
    }

    private static async Task<long> UsedMemoryAsync(RawRedis raw) => long.Parse(
        ((string)(await raw.Database.ExecuteAsync("INFO", "memory"))!).Split('\n').Single(line => line.StartsWith("used_memory:", StringComparison.Ordinal))["used_memory:".Length..],
        CultureInfo.InvariantCulture);

    private void Map(StreaqBuilder streaq)
    {
        streaq.AddWorker(worker => worker.StopWhenEmpty = true);
        streaq.Map(Large, (string _) => { Interlocked.Increment(ref _ran); });
        streaq.Map(Limited, (int _) => { Interlocked.Increment(ref _ran); }).WithMaxConcurrency(1);
        streaq.Map(Failing, Task (int _) => Interlocked.Increment(ref _ran) > 0 ? throw new InvalidOperationException("It fails.") : Task.CompletedTask);
        streaq.Map(Retrying, Task (int _, TaskContext context) => Interlocked.Increment(ref _ran) > 0 && context.Attempt == 1
            ? throw new StreaqRetryException("Again.", TimeSpan.FromMilliseconds(1))
            : Task.CompletedTask);
    }
}
