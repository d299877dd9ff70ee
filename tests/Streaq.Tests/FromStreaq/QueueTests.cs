using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.FromStreaq;

public sealed class QueueTests(RedisFixture redis) : FromStreaqTest(redis)
{
    private readonly RedisFixture _redis = redis;

    [Theory(DisplayName = "`@worker.cron`, `schedule=<crontab>`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cron_EverySecond_Fires(bool onRedis)
    {
        var (declared, dynamic) = (new SemaphoreSlim(0), new SemaphoreSlim(0));
        await using var host = await StartAsync(onRedis, streaq =>
        {
            streaq.Cron("tick", "* * * * * *", () => { declared.Release(); });
            streaq.Map(Double, (int x) => dynamic.Release() + x);
        });
        await host.Client.ScheduleAsync("mine", "* * * * * *", Double, 1);

        Assert.True(await declared.WaitAsync(QueueHost.Patience) && await dynamic.WaitAsync(QueueHost.Patience));
        Assert.True(await host.Client.UnscheduleAsync("mine"));
    }

    [Theory(DisplayName = "`after=`, `.then(…)`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tasks_InAChain_RunInItsOrder(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(20) });
        var second = await host.Client.EnqueueAsync(Double, 2, new EnqueueOptions { After = [first] });

        Assert.Equal(12, await (await host.Client.Pipeline(Double, 3).Then(Double).EnqueueAsync()).ResultAsync(QueueHost.Patience));
        await second.WaitAsync(QueueHost.Patience);
        Assert.Equal(TaskState.Succeeded, await first.StateAsync());
    }

    [Theory(DisplayName = "`unique`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unique_WhileOneRuns_RefusesAnother(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(Double, async (int x) =>
        {
            await gate.PassAsync();
            return x;
        }).WithUnique());
        var first = await host.Client.EnqueueAsync(Double, 1);
        await gate.Entered;

        var refused = await Assert.ThrowsAsync<TaskFailedException>(async () => await (await host.Client.EnqueueAsync(Double, 2)).WaitAsync(QueueHost.Patience));
        gate.Open();

        Assert.Equal(typeof(TaskAlreadyRunningException).FullName, refused.Error.Type);
        Assert.Equal(1, await first.ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "`include(worker)`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Module_Added_BringsItsTasks(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.AddModule<Doubling>());

        Assert.Equal(4, await (await host.Client.EnqueueAsync(Double, 2)).ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "`@worker.middleware`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Middleware_AroundATask_SeesAndChangesIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.Use(async (context, next) =>
        {
            context.Arguments = (int)context.Arguments! + 1;
            await next(context);
            context.Result = (int)context.Result! * 10;
        }).Map(Double, (int x) => 2 * x));

        Assert.Equal(40, await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "`priorities`, lowest first")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priorities_WithOneSlot_AreServedInTheirOrder(bool onRedis)
    {
        var gate = new Gate();
        var order = new List<int>();
        await using var host = await StartAsync(
            onRedis,
            streaq => streaq.Map(Double, async (int x) =>
            {
                await gate.PassAsync();
                order.Add(x);
                return x;
            }),
            worker => (worker.Priorities, worker.Concurrency, worker.Prefetch) = (["first", "normal", "last"], 1, 0));
        await host.Client.EnqueueAsync(Double, 0);
        await gate.Entered;
        var last = await host.Client.EnqueueAsync(Double, 2, new EnqueueOptions { Priority = "last" });
        await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Priority = "first" });

        gate.Open();

        await last.WaitAsync(QueueHost.Patience);
        Assert.Equal([0, 1, 2], order);
    }

    [Theory(DisplayName = "`queue_size`, `get_tasks_by_status`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Queue_LookedAt_TellsItsTasks(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, onRedis ? _redis.Server.ConnectionString : null);
        var handle = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        Assert.Equal(1, (await host.Client.CountsAsync()).Scheduled);
        Assert.Equal(handle.Id, Assert.Single((await host.Client.ListAsync(TaskState.Scheduled)).Tasks).TaskId);
    }

    [Theory(DisplayName = "stubs or `enqueue_unsafe` in programs that only enqueue")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Producer_WithoutAHandler_Enqueues(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, onRedis ? _redis.Server.ConnectionString : null);

        Assert.Equal(TaskState.Ready, await (await host.Client.EnqueueAsync(Double, 1)).StateAsync());
    }

    /// <summary>A module as in a class library.</summary>
    private sealed class Doubling : IStreaqModule
    {
        public void Configure(StreaqBuilder streaq) => streaq.Map(Double, (int x) => 2 * x);
    }
}
