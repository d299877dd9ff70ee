namespace Streaq.Tests.Workers;

/// <summary>How many tasks a worker runs and holds, and in which order.</summary>
[Collection(RedisCollection.Name)]
public sealed class ConcurrencyTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("the.work");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Concurrency_UnderLoad_IsReachedAndNeverExceeded(bool onRedis)
    {
        const int Limit = 4;
        var (running, most, ended) = (0, 0, 0);
        var full = new CountdownEvent(Limit);
        var (open, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await StartAsync(streaq => streaq.AddWorker(worker => worker.Concurrency = Limit).Map(Work, async (int i) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            if (i < Limit && full.Signal())
            {
                open.SetResult();
            }

            await open.Task;
            await Task.Yield();
            Interlocked.Decrement(ref running);
            if (Interlocked.Increment(ref ended) == 200)
            {
                done.SetResult();
            }
        }), onRedis);

        await host.Client.EnqueueManyAsync(Work, Enumerable.Range(0, 200));
        await done.Task.WaitAsync(QueueHost.Patience);

        Assert.Equal(Limit, most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prefetch_OfZero_HoldsNoMoreThanTheSlots(bool onRedis)
    {
        var (first, second) = (new Gate(), new Gate());
        await using var host = await StartAsync(streaq => streaq
            .AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0))
            .Map(Work, (int i) => (i == 0 ? first : second).PassAsync()), onRedis);
        var client = host.Client;
        await client.EnqueueAsync(Work, 0);
        await first.Entered;
        foreach (var priority in new[] { "low", "normal", "high", "low", "normal", "high" })
        {
            await client.EnqueueAsync(Work, 1, new EnqueueOptions { Priority = priority });
        }

        Assert.Equal(1, (await client.CountsAsync()).Running);
        first.Open();
        await second.Entered;

        // The end of the first task may not be stored yet, so the number of ready tasks shows how many were fetched.
        Assert.Equal(5, (await client.CountsAsync()).Ready.Values.Sum());
        second.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priorities_WithOneSlot_AreServedInTheirOrder(bool onRedis)
    {
        var gate = new Gate();
        var order = new List<int>();
        var done = new TaskCompletionSource();
        await using var host = await StartAsync(streaq => streaq
            .AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0))
            .Map(Work, async (int i) =>
            {
                if (i == 0)
                {
                    await gate.PassAsync();
                    return;
                }

                order.Add(i);
                if (order.Count == 9)
                {
                    done.SetResult();
                }
            }), onRedis);
        await host.Client.EnqueueAsync(Work, 0);
        await gate.Entered;
        await host.Client.EnqueueManyAsync(Work, [7, 8, 9], new EnqueueOptions { Priority = "low" });
        await host.Client.EnqueueManyAsync(Work, [4, 5, 6], new EnqueueOptions { Priority = "normal" });
        await host.Client.EnqueueManyAsync(Work, [1, 2, 3], new EnqueueOptions { Priority = "high" });
        gate.Open();
        await done.Task.WaitAsync(QueueHost.Patience);

        Assert.Equal(Enumerable.Range(1, 9), order);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priorities_Weighted_LetLowTasksInWhileHighOnesAreReady(bool onRedis)
    {
        var order = await OrderAsync(PriorityPolicy.Weighted, onRedis);

        // Of seven fetches, four, two and one begin with the respective priority.
        Assert.Equal((8, 4, 2), (order[..14].Count(name => name == 'h'), order[..14].Count(name => name == 'n'), order[..14].Count(name => name == 'l')));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priorities_Strict_LetLowTasksInWhenNothingElseIsReady(bool onRedis) =>
        Assert.Equal(new string('h', 20) + new string('n', 20) + new string('l', 20), await OrderAsync(PriorityPolicy.Strict, onRedis));

    /// <summary>Enqueues twenty tasks of each priority, all ready before the one slot is free.</summary>
    private async Task<string> OrderAsync(PriorityPolicy policy, bool onRedis)
    {
        var gate = new Gate();
        var order = new System.Text.StringBuilder();
        await using var host = await StartAsync(
            streaq => streaq.AddWorker(worker => (worker.PriorityPolicy, worker.Concurrency, worker.Prefetch) = (policy, 1, 0)).Map(Work, async (int number, TaskContext context) =>
            {
                if (number < 0)
                {
                    await gate.PassAsync();
                }
                else
                {
                    order.Append(context.Priority[0]);
                }
            }),
            onRedis);
        await host.Client.EnqueueAsync(Work, -1, new EnqueueOptions { Priority = "high" });
        await gate.Entered;
        var handles = new List<TaskHandle>();
        foreach (var priority in new[] { "low", "normal", "high" })
        {
            handles.AddRange(await host.Client.EnqueueManyAsync(Work, Enumerable.Range(0, 20), new EnqueueOptions { Priority = priority }));
        }

        gate.Open();
        await Task.WhenAll(handles.Select(handle => handle.WaitAsync(QueueHost.Patience)));
        return order.ToString();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) => QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null);
}
