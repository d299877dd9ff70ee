using System.Diagnostics;
using Streaq.Tests.Storage;
using Xunit.Abstractions;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Workers;

/// <summary>A client and two worker processes, with as many tasks as in a busy system.</summary>
[Trait("Category", "Slow")]
public sealed class ThreeProcessesTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    private const int Tasks = 20_000;
    private static readonly TaskDefinition<int, int> Double = new("crash.double");
    private static readonly TaskDefinition<int, int> Limited = new("limits.work");

    [Fact]
    public async Task Graph_WithAFanInOfAThousand_Ends()
    {
        await using var client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        await using var one = Start(client.Queue);
        await using var two = Start(client.Queue);
        await one.WaitForAsync(line => line.Event == "started");
        await two.WaitForAsync(line => line.Event == "started");
        var first = await client.Client.EnqueueAsync(Double, 1);

        var middle = await client.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 1_000), new EnqueueOptions { After = [first] });
        var last = await client.Client.EnqueueAsync(Double, 21, new EnqueueOptions { After = [.. middle.Select(handle => (TaskDependency)handle)] });

        Assert.Equal(42, await last.ResultAsync(QueueHost.Patience));
        Assert.Equal(Enumerable.Range(0, 1_000).Select(x => 2 * x), await Task.WhenAll(middle.Select(handle => handle.ResultAsync(QueueHost.Patience))));
    }

    [Fact]
    public async Task Limits_UnderTwentyThousandTasks_Hold()
    {
        await using var client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        await using var raw = await RawRedis.OpenAsync(redis.Server, client.Queue);
        await using var one = Start(client.Queue);
        await using var two = Start(client.Queue);
        var began = Stopwatch.GetTimestamp();

        var handles = await client.Client.EnqueueManyAsync(Limited, Enumerable.Range(0, Tasks));
        await Task.WhenAll(handles.Select(handle => handle.WaitAsync()));

        var all = await Observer("").MostAtATimeAsync();
        var own = await Task.WhenAll(new[] { ":0", ":1", ":2" }.Select(key => Observer(key).MostAtATimeAsync()));
        output.WriteLine($"{Tasks} tasks in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s; at most {all} of 4 at a time, {string.Join(", ", own)} of 2 for each key");
        Assert.Equal(Tasks, await Observer("").StartsAsync());
        Assert.InRange(all, 1, 4);
        Assert.All(own, most => Assert.InRange(most, 1, 2));

        LimitObserver Observer(string what) => new(raw.Database, $"{client.Queue}{what}");
    }

    private WorkerProcess Start(string queue) => WorkerProcess.Start(redis.Server.ConnectionString, queue, Sample.Lease);
}
