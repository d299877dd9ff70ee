namespace Streaq.Tests.Client;

/// <summary>An enqueue returns whether it added its task.</summary>
[Collection(RedisCollection.Name)]
public sealed class IsNewTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<GroupProgress> Summary = new("summary");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enqueue_OfAnIdOrAKeyInUse_IsNotNew(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        foreach (var (name, options) in ((string, EnqueueOptions)[])[
            ("ready", new()),
            ("scheduled", new() { Delay = TimeSpan.FromHours(1) }),
            ("waiting", new() { After = ["never-seen"] })])
        {
            var own = options with { Id = $"id-{name}", DeduplicationKey = $"key-{name}" };
            Assert.True((await host.Client.EnqueueAsync(Double, 1, own)).IsNew);
            Assert.False((await host.Client.EnqueueAsync(Double, 1, own)).IsNew);
            Assert.False((await host.Client.EnqueueAsync(Double, 1, options with { Id = own.Id })).IsNew);
            var held = await host.Client.EnqueueAsync(Double, 1, options with { DeduplicationKey = own.DeduplicationKey });
            Assert.Equal((own.Id, false), (held.Id, held.IsNew));
            Assert.True((await host.Client.EnqueueAsync(Double, 1, options)).IsNew);
        }

        Assert.False(host.Client.Handle<int>("id-ready").IsNew);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batches_OfNewTasks_AreNewUnlessAMiddlewareGivesThemAKeyInUse(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Options = context.Headers.ContainsKey("keyed") ? context.Options with { DeduplicationKey = "one" } : context.Options;
            return next(context);
        }));

        Assert.All(await host.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 300)), handle => Assert.True(handle.IsNew));
        var keyed = new EnqueueOptions { Headers = new Dictionary<string, string> { ["keyed"] = "yes" } };
        Assert.Equal([true, false, false], (await host.Client.EnqueueManyAsync(Double, [1, 2, 3], keyed)).Select(handle => handle.IsNew));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PipelinesAndCallbacks_UnderAnIdInUse_AreNotNew(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var pipeline = host.Client.Pipeline(Double, 1, new EnqueueOptions { Id = "first" }).Then(Double);
        Assert.True((await pipeline.EnqueueAsync()).IsNew);
        Assert.False((await pipeline.EnqueueAsync()).IsNew);

        var options = new GroupOptions { OnFinished = GroupCallback.Of(Summary, new EnqueueOptions { Id = "summary" }) };
        var group = await host.Client.GroupAsync(Double, [1, 2], options);
        Assert.Equal((true, true), (group.Finished!.IsNew, group.Tasks.All(handle => handle.IsNew)));
        Assert.False((await host.Client.GroupAsync(Double, [1, 2], options)).Finished!.IsNew);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_ThatEnqueuesItsSuccessorUnderItsOwnId_SeesThatItDidNot(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, async (int _, TaskContext context, IStreaqClient client) =>
                (await client.EnqueueAsync(Double, 2, new EnqueueOptions { Id = context.TaskId }, context.CancellationToken)).IsNew ? 1 : 0),
            onRedis ? redis.Server.ConnectionString : null);

        var handle = await host.Client.EnqueueAsync(Double, 1);

        Assert.Equal(0, await handle.ResultAsync(QueueHost.Patience));
    }

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder>? set = null) =>
        QueueHost.StartAsync(set ?? (_ => { }), onRedis ? redis.Server.ConnectionString : null);
}
