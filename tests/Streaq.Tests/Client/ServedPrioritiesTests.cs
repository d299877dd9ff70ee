namespace Streaq.Tests.Client;

/// <summary>A task whose priority no worker serves would wait forever, so it is refused.</summary>
[Collection(RedisCollection.Name)]
public sealed class ServedPrioritiesTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("work");
    private static readonly EnqueueOptions Unserved = new() { Priority = "urgent" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priority_ThatNoWorkerServes_IsRefusedBeforeAnythingIsWritten(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker(worker => worker.Priorities = ["normal", "low"]).Map(Work, (int _) => { }), onRedis);

        PriorityNotServedException[] refusals =
        [
            await RefusedAsync(() => host.Client.EnqueueAsync(Work, 1, Unserved)),
            await RefusedAsync(() => host.Client.EnqueueAsync(Work, 1, Unserved with { Delay = TimeSpan.FromHours(1) })),
            await RefusedAsync(() => host.Client.EnqueueManyAsync(Work, [1, 2], Unserved)),
            await RefusedAsync(() => host.Client.Pipeline(new TaskDefinition<int, int>("first"), 1).Then(Work, Unserved).EnqueueAsync()),
            await RefusedAsync(() => host.Client.GroupAsync(Work, [1], new GroupOptions { Each = Unserved })),
            await RefusedAsync(() => host.Client.ScheduleAsync("s", "@daily", Work, 1, new ScheduleOptions { Priority = "urgent" })),
        ];

        Assert.All(refusals, refusal => Assert.Equal(("Priority", "urgent"), (refusal.ParamName, refusal.Priority)));
        Assert.All(refusals, refusal => Assert.Equal(["normal", "low"], refusal.Served));
        Assert.Empty(await host.Client.ListSchedulesAsync());
        var counts = await host.Client.CountsAsync();
        Assert.Equal((0, 0, 0), (counts.Ready.Values.Sum(), counts.Scheduled, counts.Waiting));
    }

    [Fact]
    public async Task Priority_OfAWorkerElsewhere_IsServed()
    {
        await using var producer = await StartAsync(_ => { }, onRedis: true);
        await producer.Client.EnqueueAsync(Work, 1, Unserved with { Id = "before" });
        await using var worker = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(options => options.Priorities = ["urgent"]).Map(Work, (int _) => { }), redis.Server.ConnectionString, queue: producer.Queue);
        await producer.Client.Handle<int>("before").WaitAsync(QueueHost.Patience);
        await using var other = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: producer.Queue);

        await (await other.Client.EnqueueAsync(Work, 2, Unserved)).WaitAsync(QueueHost.Patience);

        await RefusedAsync(() => other.Client.EnqueueAsync(Work, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Priority_WhileThereWasNoWorkerYet_IsTaken(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);

        var handle = await host.Client.EnqueueAsync(Work, 1, Unserved);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    private static Task<PriorityNotServedException> RefusedAsync(Func<Task> enqueue) => Assert.ThrowsAsync<PriorityNotServedException>(enqueue);

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) => QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null);
}
