using System.Collections.Concurrent;

namespace Streaq.Tests.Maintenance;

/// <summary>The start times of delayed tasks.</summary>
[Collection(RedisCollection.Name)]
public sealed class DueTasksTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Due = new("due");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task DelayedTasks_EnqueuedInAnyOrder_StartAtTheirTimes()
    {
        var time = new FakeTime();
        var start = time.GetUtcNow();
        var ran = new ConcurrentQueue<(int Task, DateTimeOffset At)>();
        var each = new SemaphoreSlim(0);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1)).Map(Due, (int task, TaskContext context) =>
            {
                ran.Enqueue((task, context.StartedAt));
                each.Release();
            }),
            services: services => services.AddClock(time));

        await host.Client.EnqueueAsync(Due, 3, new EnqueueOptions { Delay = 3 * Second });
        await host.Client.EnqueueAsync(Due, 1, new EnqueueOptions { At = start + Second });
        await host.Client.EnqueueAsync(Due, 2, new EnqueueOptions { Delay = 2 * Second });
        for (var i = 0; i < 3; i++)
        {
            await time.PassAsync(Second);
            Assert.True(await each.WaitAsync(QueueHost.Patience));
        }

        Assert.Equal([(1, start + Second), (2, start + 2 * Second), (3, start + 3 * Second)], ran);
    }

    /// <summary>By Redis's clock. Compares the median, since a busy machine may delay any one task.</summary>
    [Fact]
    public async Task DelayedTasks_OnRedis_StartInTheirOrderAndAtTheirTimes()
    {
        const int Count = 30;
        var ran = new ConcurrentQueue<int>();
        var all = new TaskCompletionSource();
        var queue = $"test-{Guid.NewGuid():N}";
        using var spans = new ActivityLog(queue);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => worker.Concurrency = 1).Map(Due, (int task) =>
            {
                ran.Enqueue(task);
                if (task == Count)
                {
                    all.SetResult();
                }
            }),
            redis.Server.ConnectionString,
            queue: queue);

        // At the first task, connections are closed and code is not compiled.
        await (await host.Client.EnqueueAsync(Due, 0, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) })).WaitAsync(QueueHost.Patience);
        var from = DateTimeOffset.UtcNow.AddSeconds(1);
        await Task.WhenAll(Enumerable.Range(1, Count).Reverse().Select(task =>
            host.Client.EnqueueAsync(Due, task, new EnqueueOptions { At = from.AddMilliseconds(task * 10) })));
        await all.Task.WaitAsync(QueueHost.Patience);
        await host.StopAsync();

        Assert.Equal(Enumerable.Range(0, Count + 1), ran);
        var delays = spans.Named("process due").Skip(1).Select(span => (double)span.GetTagItem("streaq.schedule_delay")!).Order().ToList();
        Assert.Equal(Count, delays.Count);
        // A worker that sleeps until the next round of maintenance would be seconds late.
        Assert.InRange(delays[Count / 2], 0, 1);
    }
}
