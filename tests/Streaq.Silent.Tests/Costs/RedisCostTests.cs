using System.Globalization;
using StackExchange.Redis;

namespace Streaq.Silent.Tests.Costs;

/// <summary>
/// The cost of a plain task on Redis, in commands and bytes, which do not depend on a clock. A broken bound means a change that every task
/// pays for: raise it only with a reason in <c>docs/performance.md</c>.
/// </summary>
public sealed class RedisCostTests : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _account = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartOwnAsync();
        _account = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await _account.CloseAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task BulkEnqueue_PerTask_CostsOneEntryAndAThirdOfAKilobyte()
    {
        using var queue = Open();
        await queue.EnqueueAllAsync(1_000);

        var cost = await LeastAsync(() => MeasureAsync(() => queue.EnqueueAllAsync()));

        Assert.Equal(1, cost.PerTask("xadd"));
        Assert.InRange(cost.Commands, 1, 1.05);
        Assert.InRange(cost.Sent, 0, 0.02);
        Assert.InRange(cost.Bytes, 100, 360);
    }

    [Fact]
    public async Task SingleEnqueue_AmongOthers_SharesItsCall()
    {
        using var queue = Open();
        await queue.EnqueueEachAsync(1_000);

        var cost = await LeastAsync(() => MeasureAsync(() => queue.EnqueueEachAsync()));

        Assert.Equal(1, cost.PerTask("xadd"));
        Assert.Equal(1, cost.PerTask("setnx"));
        Assert.Equal(0, cost.PerTask("del"));
        Assert.InRange(cost.Sent, 0, 0.5);
        Assert.InRange(cost.Commands, 2, 3);
        Assert.InRange(cost.Bytes, 100, 720);
    }

    [Fact]
    public async Task Drain_PerTask_CostsOneRecordAndOneKilobyte()
    {
        // The first worker creates what a process creates once.
        await DrainAsync(2_000);

        var cost = await LeastAsync(() => DrainAsync(CostQueue.Tasks));

        // A record for each task, and the worker's statistics, which it sends when it stops.
        Assert.InRange(cost.PerTask("set"), 1 + (1 / (double)CostQueue.Tasks), 1.001);
        Assert.InRange(cost.PerTask("lpush"), 1 / (double)CostQueue.Tasks, 0.001);
        Assert.InRange(cost.Commands, 1, 1.35);
        Assert.InRange(cost.Sent, 0, 0.1);
        Assert.InRange(cost.Bytes, 100, 1_030);
    }

    /// <summary>Takes the least of some rounds: a busy machine makes batches smaller, but each round has the cost of the code.</summary>
    private static async Task<Cost> LeastAsync(Func<Task<Cost>> measureAsync)
    {
        Cost[] rounds = [await measureAsync(), await measureAsync(), await measureAsync()];
        return rounds.MinBy(round => round.Bytes)!;
    }

    private async Task<Cost> DrainAsync(int tasks)
    {
        using var queue = Open();
        await queue.EnqueueAllAsync(tasks);
        return await MeasureAsync(() => queue.DrainAsync(tasks));
    }

    private CostQueue Open() => new(options => options.Redis = _redis.ConnectionString);

    private async Task<Cost> MeasureAsync(Func<Task> work)
    {
        var (callsBefore, bytesBefore) = (await CallsAsync(), GC.GetTotalAllocatedBytes(precise: true));
        await work();
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
        var calls = await CallsAsync();
        return new Cost(calls.ToDictionary(call => call.Key, call => call.Value - callsBefore.GetValueOrDefault(call.Key), StringComparer.Ordinal), bytes);
    }

    private async Task<Dictionary<string, long>> CallsAsync()
    {
        var info = (string)(await _account.GetDatabase().ExecuteAsync("INFO", "commandstats"))!;
        return info.Split("\r\n").Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).ToDictionary(
            line => line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)],
            line => long.Parse(line[(line.IndexOf("calls=", StringComparison.Ordinal) + 6)..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture),
            StringComparer.Ordinal);
    }

    private sealed record Cost(Dictionary<string, long> Calls, long AllBytes)
    {
        /// <summary>Commands that the client sends itself. Scripts run others.</summary>
        private static readonly string[] SentCommands = ["evalsha", "eval", "xreadgroup", "ping", "select", "xgroup|create"];

        public double Bytes => AllBytes / (double)CostQueue.Tasks;

        public double Commands => Calls.Where(call => call.Key is not "info").Sum(call => call.Value) / (double)CostQueue.Tasks;

        public double Sent => SentCommands.Sum(PerTask);

        public double PerTask(string command) => Calls.GetValueOrDefault(command) / (double)CostQueue.Tasks;
    }
}
