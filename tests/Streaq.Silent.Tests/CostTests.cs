using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Streaq.Silent.Tests;

/// <summary>
/// What a plain task costs in commands and in bytes, which no clock can change. A bound that breaks tells of a change that
/// every task pays for: raise it only with a reason in <c>docs/performance.md</c>.
/// </summary>
public sealed class CostTests : IAsyncLifetime
{
    /// <summary>So many that the start and the stop of a host, which are measured with a drain, are little beside them.</summary>
    private const int Tasks = 40_000;

    private static readonly TaskDefinition<int, int> NoOp = new("cost.noop");

    private RedisServer _redis = null!;
    private ConnectionMultiplexer _account = null!;
    private int _left;

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
        using var host = Build(worker: false);
        var client = host.Services.GetRequiredService<IStreaqClient>();
        await client.EnqueueManyAsync(NoOp, Enumerable.Range(0, 1_000));

        var cost = await LeastAsync(() => MeasureAsync(() => client.EnqueueManyAsync(NoOp, Enumerable.Range(0, Tasks))));

        Assert.Equal(1, cost.PerTask("xadd"));
        Assert.InRange(cost.Commands, 1, 1.05);
        Assert.InRange(cost.Sent, 0, 0.02);
        Assert.InRange(cost.Bytes, 100, 360);
    }

    [Fact]
    public async Task SingleEnqueue_AmongOthers_SharesItsCall()
    {
        using var host = Build(worker: false);
        var client = host.Services.GetRequiredService<IStreaqClient>();
        await EnqueueEachAsync(client, 1_000);

        var cost = await LeastAsync(() => MeasureAsync(() => EnqueueEachAsync(client, Tasks)));

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
        // The first worker warms what is made once in a process.
        await DrainAsync(2_000, EnqueueAllAsync);

        var cost = await LeastAsync(() => DrainAsync(Tasks, EnqueueAllAsync));

        // A record each; and the statistics of the worker, which it sends when it stops.
        Assert.InRange(cost.PerTask("set"), 1 + (1 / (double)Tasks), 1.001);
        Assert.InRange(cost.PerTask("lpush"), 1 / (double)Tasks, 0.001);
        Assert.InRange(cost.Commands, 1, 1.35);
        Assert.InRange(cost.Sent, 0, 0.1);
        Assert.InRange(cost.Bytes, 100, 1_030);
    }

    [Fact]
    public async Task Drain_OfSampledTasks_CostsTwoKilobytesMore()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await DrainAsync(2_000, EnqueueEachAsync);

        var cost = await LeastAsync(() => DrainAsync(Tasks, EnqueueEachAsync));

        Assert.InRange(cost.Commands, 1, 1.35);
        Assert.InRange(cost.Bytes, 100, 2_600);
    }

    /// <summary>A busy machine makes batches smaller, each round differently; what the code itself costs is in all of them.</summary>
    private static async Task<Cost> LeastAsync(Func<Task<Cost>> measureAsync)
    {
        Cost[] rounds = [await measureAsync(), await measureAsync(), await measureAsync()];
        return rounds.MinBy(round => round.Bytes)!;
    }

    private static Task EnqueueAllAsync(IStreaqClient client, int tasks) => client.EnqueueManyAsync(NoOp, Enumerable.Range(0, tasks));

    private async Task<Cost> DrainAsync(int tasks, Func<IStreaqClient, int, Task> enqueueAsync)
    {
        using (var producer = Build(worker: false))
        {
            await enqueueAsync(producer.Services.GetRequiredService<IStreaqClient>(), tasks);
        }

        _left = tasks;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = Build(worker: true, () =>
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                started.SetResult();
            }
        });
        return await MeasureAsync(async () =>
        {
            await host.StartAsync();
            await started.Task.WaitAsync(TimeSpan.FromMinutes(1));
            // Ends when all outcomes are stored.
            await host.StopAsync();
        });
    }

    private static Task EnqueueEachAsync(IStreaqClient client, int tasks) =>
        Task.WhenAll(Enumerable.Range(0, 32).Select(async caller =>
        {
            for (var i = caller; i < tasks; i += 32)
            {
                await client.EnqueueAsync(NoOp, i);
            }
        }));

    private IHost Build(bool worker, Action? ran = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var streaq = builder.Services.AddStreaq(options => options.Redis = _redis.ConnectionString);
        if (worker)
        {
            streaq.AddWorker(options => options.Concurrency = 32);
            streaq.Map(NoOp, (int argument) =>
            {
                ran?.Invoke();
                return argument;
            });
        }

        return builder.Build();
    }

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
        /// <summary>Commands that the client sends, beside which scripts run others.</summary>
        private static readonly string[] SentCommands = ["evalsha", "eval", "xreadgroup", "ping", "select", "xgroup|create"];

        public double Bytes => AllBytes / (double)Tasks;

        public double Commands => Calls.Where(call => call.Key is not "info").Sum(call => call.Value) / (double)Tasks;

        public double Sent => SentCommands.Sum(PerTask);

        public double PerTask(string command) => Calls.GetValueOrDefault(command) / (double)Tasks;
    }
}
