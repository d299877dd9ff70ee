using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tests;

namespace Streaq.Silent.Tests;

/// <summary>An idle queue does not use more memory over time, in the process and in Redis.</summary>
public sealed class IdleTests
{
    private const int Warmup = 200;
    private const int Spans = 5;
    private const int Rounds = 400;

    /// <summary>Less than 32 bytes a round, which is less than any object that would be kept.</summary>
    private const long Allowed = 32 * Rounds;

    private static readonly string[] Priorities = ["high", "normal", "low"];

    /// <summary>Every call of the loops of an idle worker, round by round.</summary>
    [Fact]
    public async Task Maintenance_OnRedisForThousandsOfRounds_KeepsNothing()
    {
        await using var server = await RedisServer.StartOwnAsync();
        using var raw = await ConnectionMultiplexer.ConnectAsync($"{server.ConnectionString},allowAdmin=true");
        await using var store = await RedisTaskStore.OpenAsync(RedisSource.Of(server.ConnectionString).In(new ServiceCollection().BuildServiceProvider()), new StoreOptions("idle"), TimeProvider.System);
        var lease = await store.JoinAsync(new("w1", Priorities, TimeSpan.FromHours(1)), default);
        var deliveries = new List<Delivery>();

        async Task RunAsync(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                await lease.FetchAsync(10, TimeSpan.Zero, deliveries, default);
                Assert.True(await lease.RenewAsync(default));
                await store.PromoteDueAsync(100, default);
                await store.ReclaimAsync(Priorities, 100, default);
                await store.Schedules.ReadAsync([], [], 100, default);
                await store.Schedules.PruneAsync(TimeSpan.FromDays(7), default);
                await store.TryReportAsync("w1", TimeSpan.FromSeconds(15), default);
                await store.CountAsync(Priorities, default);
                await store.PrioritiesAsync(default);
            }
        }

        await RunAsync(Warmup);
        var keys = await KeysAsync(raw);
        var (heap, used) = (new List<long> { Heap() }, new List<long> { await UsedAsync(raw) });
        for (var span = 0; span < Spans; span++)
        {
            await RunAsync(Rounds);
            heap.Add(Heap());
            used.Add(await UsedAsync(raw));
        }

        Assert.Equal(keys, await KeysAsync(raw));
        AssertStands(used);
        AssertStands(heap);
        Assert.Empty(deliveries);
    }

    /// <summary>A whole worker on a clock that the test moves.</summary>
    [Fact]
    public async Task Worker_InMemoryForThousandsOfRounds_KeepsNothing()
    {
        var (time, step) = (new FakeTime(), TimeSpan.FromSeconds(5));
        await using var host = await QueueHost.StartAsync(
            // Long beside the steps: on a busy machine the renewal may lag some of them behind the clock.
            streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromMinutes(5)),
            services: services => services.AddSingleton<TimeProvider>(time));

        async Task PassAsync(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                await time.TimerSetAsync(wait => wait == step).WaitAsync(QueueHost.Patience);
                time.Advance(step);
            }
        }

        await PassAsync(Warmup);
        var (heap, lines) = (new List<long> { Heap() }, host.Log.Lines.Count);
        for (var span = 0; span < Spans; span++)
        {
            await PassAsync(Rounds);
            heap.Add(Heap());
        }

        AssertStands(heap);
        Assert.Empty(host.Log.Lines.Skip(lines).Select(line => line.Message));
    }

    /// <summary>A leak of each round shows in every interval. A buffer that grows once does not.</summary>
    private static void AssertStands(List<long> bytes) =>
        Assert.InRange(bytes.Zip(bytes.Skip(1)).Min(span => span.Second - span.First), long.MinValue, Allowed);

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<long> UsedAsync(ConnectionMultiplexer raw)
    {
        var info = (string)(await raw.GetDatabase().ExecuteAsync("INFO", "memory"))!;
        return long.Parse(info.Split("\r\n").Single(line => line.StartsWith("used_memory:", StringComparison.Ordinal))["used_memory:".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<IEnumerable<string>> KeysAsync(ConnectionMultiplexer raw) =>
        ((string[])(await raw.GetDatabase().ExecuteAsync("KEYS", "*"))!).Order(StringComparer.Ordinal);
}
