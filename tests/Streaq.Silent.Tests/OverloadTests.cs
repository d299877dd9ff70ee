using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Tests;

namespace Streaq.Silent.Tests;

/// <summary>The commands that Redis runs for an enqueue do not depend on what else is in the queue.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int Enqueues = 50;

    /// <summary>Commands that the client library and the test send themselves.</summary>
    private static readonly string[] Others = ["info", "ping", "echo", "subscribe", "config|get", "cluster|nodes", "select", "auth", "config|resetstat"];

    private static readonly TaskDefinition<int, int> Work = new("overload.work");
    private static readonly TaskDefinition<int, int> Limited = new("overload.limited");

    private RedisServer _redis = null!;
    private ConnectionMultiplexer _account = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartOwnAsync();
        _account = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await _account.CloseAsync(allowCommandsToComplete: false);
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData("ready", 100_000)]
    [InlineData("scheduled", 10_000)]
    [InlineData("waiting", 10_000)]
    [InlineData("limited", 10_000)]
    [InlineData("paused", 10_000)]
    public async Task Enqueue_BesideManyTasks_CostsTheSameCommands(string kind, int tasks)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, _redis.ConnectionString);
        await EnqueueAsync(host.Client);
        var alone = await CommandsAsync(() => EnqueueAsync(host.Client));

        await FillAsync(host, kind, tasks);
        await EnqueueAsync(host.Client);
        var beside = await CommandsAsync(() => EnqueueAsync(host.Client));

        var counts = await host.Client.CountsAsync();
        Assert.InRange(counts.Ready.Values.Sum() + counts.Scheduled + counts.Waiting, tasks, tasks + 4 * Enqueues + 1);
        Assert.Equal(Enqueues, alone["xadd"]);
        Assert.Equal(alone, beside);
    }

    private async Task FillAsync(QueueHost host, string kind, int tasks)
    {
        var all = Enumerable.Range(0, tasks);
        switch (kind)
        {
            case "ready":
                await host.Client.EnqueueManyAsync(Work, all);
                break;
            case "scheduled":
                await host.Client.EnqueueManyAsync(Work, all, new EnqueueOptions { Delay = TimeSpan.FromDays(1) });
                break;
            case "waiting":
                var first = await host.Client.EnqueueAsync(Work, 0, new EnqueueOptions { Delay = TimeSpan.FromDays(1) });
                await host.Client.EnqueueManyAsync(Work, all, new EnqueueOptions { After = [first] });
                break;
            case "paused":
                await host.Client.PauseAsync();
                await host.Client.EnqueueManyAsync(Work, all);
                break;
            case "limited":
                await ParkAsync(host, _redis.ConnectionString, all);
                break;
        }
    }

    /// <summary>Lets a worker park all of them because the limit is full.</summary>
    private static async Task ParkAsync(QueueHost host, string redis, IEnumerable<int> all)
    {
        var handles = await host.Client.EnqueueManyAsync(Limited, all);
        await using var worker = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(options => options.Concurrency = 2);
                streaq.Map(Work, (int x) => x);
                streaq.Map(Limited, async (int x, CancellationToken stop) =>
                {
                    await new TaskCompletionSource().Task.WaitAsync(stop);
                    return x;
                }).WithMaxConcurrency(1);
            },
            redis,
            queue: host.Queue);
        // It is behind all of them in the queue.
        var last = await host.Client.EnqueueAsync(Work, 1);
        await last.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange((await host.Client.CountsAsync()).Waiting, handles.Count - 10, handles.Count);
    }

    private static async Task EnqueueAsync(IStreaqClient client)
    {
        for (var i = 0; i < Enqueues; i++)
        {
            await client.EnqueueAsync(Work, i);
        }
    }

    private async Task<SortedDictionary<string, long>> CommandsAsync(Func<Task> work)
    {
        await _account.GetDatabase().ExecuteAsync("CONFIG", "RESETSTAT");
        await work();
        var info = (string)(await _account.GetDatabase().ExecuteAsync("INFO", "commandstats"))!;
        var calls = info.Split("\r\n").Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal)).Select(line => (
            Command: line["cmdstat_".Length..line.IndexOf(':', StringComparison.Ordinal)],
            Calls: long.Parse(line[(line.IndexOf("calls=", StringComparison.Ordinal) + 6)..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));
        return new(calls.Where(call => !Others.Contains(call.Command)).ToDictionary(call => call.Command, call => call.Calls, StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
