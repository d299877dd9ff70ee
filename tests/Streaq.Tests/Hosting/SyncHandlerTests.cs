using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Handlers that return no Task may block, and delay no other task.</summary>
[Collection(RedisCollection.Name)]
public sealed class SyncHandlerTests(RedisFixture redis) : BlockingHandlers
{
    [Fact]
    public async Task Handler_ThatReturnsAValue_RunsBesideThePool()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => Thread.CurrentThread.IsThreadPoolThread ? -1 : x * 2));

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Handler_ThatReturnsATask_RunsInThePool()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) => Task.FromResult(Thread.CurrentThread.IsThreadPoolThread ? x * 2 : -1)));

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handlers_ThatBlock_LeaveAsynchronousTasksAndTheLeaseAlone(bool onRedis)
    {
        // More blocked handlers than the pool has threads: in the pool, they would stop everything else for seconds.
        var blocked = Environment.ProcessorCount + 14;
        Inside.Reset(blocked);
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => (worker.Concurrency, worker.LeaseDuration) = (blocked + 2, TimeSpan.FromSeconds(60)));
                streaq.Map(Block, Wait);
                streaq.Map(Double, async (int x) =>
                {
                    await Task.Yield();
                    return x * 2;
                });
            },
            onRedis ? redis.Server.ConnectionString : null,
            services: services => services.AddClock(time));
        var blocking = await host.Client.EnqueueManyAsync(Block, Enumerable.Range(0, blocked));
        Assert.True(await Task.Run(() => Inside.Wait(QueueHost.Patience)));

        // Longer than the lease: each time the worker has renewed it before, and sleeps until the next renewal.
        for (var i = 0; i < 4; i++)
        {
            await time.PassAsync(TimeSpan.FromSeconds(20));
        }

        for (var i = 0; i < 20; i++)
        {
            // Uses a fetch, a slot and a write.
            Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync().WaitAsync(QueueHost.Patience));
        }

        Open.Set();
        foreach (var handle in blocking)
        {
            await handle.ResultAsync().WaitAsync(QueueHost.Patience);
            Assert.Equal(1, (await handle.ReportAsync()).Attempts);
        }
    }

    [Fact]
    public async Task SyncConcurrency_Reached_HoldsFurtherHandlersBack()
    {
        Inside.Reset(2);
        var running = 0;
        var most = 0;
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker(worker => worker.SyncConcurrency = 2);
            streaq.Map(Block, (int x, CancellationToken ct) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                if (Inside.CurrentCount > 0)
                {
                    Inside.Signal();
                }

                Open.Wait(ct);
                Interlocked.Decrement(ref running);
                return x;
            });
            streaq.Map(Double, (int x) => Task.FromResult(x * 2));
        });
        var handles = await host.Client.EnqueueManyAsync(Block, Enumerable.Range(0, 10));
        Assert.True(await Task.Run(() => Inside.Wait(QueueHost.Patience)));

        // Asynchronous handlers are not held back.
        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
        Open.Set();
        foreach (var handle in handles)
        {
            await handle.ResultAsync(QueueHost.Patience);
        }

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Current_SpanValuesAndToken_FlowIntoTheHandlerAndNotOutOfIt()
    {
        using var spans = new ActivityLog();
        var local = new AsyncLocal<string>();
        var after = "";
        Activity? seen = null;
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Use(async (context, next) =>
            {
                local.Value = "of the middleware";
                await next(context);
                after = $"{local.Value} {ReferenceEquals(Activity.Current, context.Activity)}";
            });
            streaq.Map(Double, (int x, TaskContext context, CancellationToken ct) =>
            {
                seen = Activity.Current;
                return local.Value == "of the middleware" && ct == context.CancellationToken && ct.CanBeCanceled ? x * 2 : -1;
            });
        });

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
        Assert.Equal("process math.double", seen?.DisplayName);
        Assert.Equal("of the middleware True", after);
    }

    [Fact]
    public async Task Exception_OfAHandler_FailsTheTask()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Note, void (int _) => throw new FormatException("no number")));

        var e = await Assert.ThrowsAsync<TaskFailedException>(async () => await (await host.Client.EnqueueAsync(Note, 1)).WaitAsync(QueueHost.Patience));

        Assert.Equal(("System.FormatException", "no number"), (e.Error.Type, e.Error.Message));
    }

    [Fact]
    public async Task Classes_ThatBlock_RunBesideThePoolWithServicesOfTheirScope()
    {
        var log = new Log();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker().Map(Double).ToSync<Doubling>().WithMaxAttempts(5);
                streaq.Map(Note).ToSync<Noting>();
            },
            services: services => services.AddSingleton(log));

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
        await (await host.Client.EnqueueAsync(Note, 7)).WaitAsync(QueueHost.Patience);

        Assert.Equal([(21, false, 5), (7, false, 3)], log.Lines);
    }

    [Fact]
    public async Task Class_ThatBlocksWithAnUnknownService_FailsTheStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Double).ToSync<Doubling>()));

        Assert.Contains("parameter 'log' of the constructor of", e.Message);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private sealed class Log
    {
        public List<(int Argument, bool OfThePool, int MaxAttempts)> Lines { get; } = [];
    }

    private sealed class Doubling(Log log) : ISyncTaskHandler<int, int>
    {
        public int Handle(int argument, TaskContext context, CancellationToken cancellationToken)
        {
            log.Lines.Add((argument, Thread.CurrentThread.IsThreadPoolThread, context.MaxAttempts));
            return argument * 2;
        }
    }

    private sealed class Noting(Log log) : ISyncTaskHandler<int>
    {
        public void Handle(int argument, TaskContext context, CancellationToken cancellationToken) =>
            log.Lines.Add((argument, Thread.CurrentThread.IsThreadPoolThread, context.MaxAttempts));
    }
}
