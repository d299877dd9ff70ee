namespace Streaq.Tests.Client;

/// <summary>The statistics of workers, from the view of an operator.</summary>
[Collection(RedisCollection.Name)]
public sealed class StatisticsTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Half = new("math.half");
    private static readonly TaskDefinition<int, int> Echo = new("echo");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statistics_OfAWorkerThatStopped_HaveAllItsAttempts(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, _ => { });
        await RunAsync(host);

        var statistics = await host.Client.StatisticsAsync(TimeSpan.FromHours(1));

        Assert.Equal((7, 1, 2), (statistics.Total.Succeeded, statistics.Total.Failed, statistics.Total.Retried));
        Assert.Equal([("math.half", 6), ("echo", 4)], statistics.Tasks.Select(task => (task.TaskName, (int)task.Attempts.Count)));
        Assert.Equal((10, 10), (statistics.Total.Duration.Count, statistics.Total.Wait.Count));
        Assert.InRange(statistics.Slots.Count, 60, 61);
        Assert.Equal(10, statistics.Slots.Sum(slot => slot.Attempts.Count));
        Assert.Equal((statistics.From, TimeSpan.FromMinutes(1)), (statistics.Slots[0].At, statistics.SlotLength));
        Assert.InRange(statistics.Until - statistics.Slots[^1].At, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        var one = await host.Client.StatisticsAsync(TimeSpan.FromDays(3), "echo");
        Assert.Equal((4, 0, TimeSpan.FromHours(1)), (one.Total.Succeeded, one.Tasks.Count, one.SlotLength));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Statistics_OfAWorkerThatCountsNothing_AreEmpty(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, worker => worker.CollectStatistics = false);
        await RunAsync(host);

        var statistics = await host.Client.StatisticsAsync(TimeSpan.FromHours(1));

        Assert.Equal((0, 0), (statistics.Total.Count, statistics.Tasks.Count));
    }

    [Fact]
    public async Task Statistics_OfAWorkerThatGoesOn_ComeWithItsLease()
    {
        var (time, renewal) = (new FakeTime(), TimeSpan.FromSeconds(11));
        var counted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.LeaseDuration = 3 * renewal).Map(Echo, (int x, TaskContext context) =>
            {
                context.OnEnded(_ => counted.SetResult());
                return x;
            }),
            services: services => services.AddClock(time));
        await host.Client.EnqueueAsync(Echo, 1);
        await counted.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(0, (await host.Client.StatisticsAsync(TimeSpan.FromHours(1))).Total.Count);

        await time.PassAsync(renewal);
        await time.TimerSetAsync(due => due == renewal).WaitAsync(QueueHost.Patience);

        Assert.Equal(1, (await host.Client.StatisticsAsync(TimeSpan.FromHours(1))).Total.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(3 * 86_400 + 1)]
    public async Task Statistics_OfAWindowOutOfRange_AreRefused(int seconds)
    {
        await using var host = await StartAsync(onRedis: false, _ => { });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.StatisticsAsync(TimeSpan.FromSeconds(seconds)));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.StatisticsAsync(TimeSpan.FromHours(1), "no name"));
    }

    private static async Task RunAsync(QueueHost host)
    {
        var handles = new List<TaskHandle<int>>();
        handles.AddRange(await host.Client.EnqueueManyAsync(Half, [0, 2, 4]));
        handles.AddRange(await host.Client.EnqueueManyAsync(Echo, [1, 2, 3, 4]));
        foreach (var handle in handles)
        {
            await handle.WaitAsync(QueueHost.Patience);
        }

        var failing = await host.Client.EnqueueAsync(Half, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => failing.WaitAsync(QueueHost.Patience));
        await host.StopAsync();
    }

    private Task<QueueHost> StartAsync(bool onRedis, Action<WorkerOptions> configure) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(configure);
            streaq.Map(Half, (int x) => x % 2 == 0 ? x / 2 : throw new StreaqRetryException("odd", TimeSpan.FromMilliseconds(1)));
            streaq.Map(Echo, (int x) => x);
        },
        onRedis ? redis.Server.ConnectionString : null);
}
