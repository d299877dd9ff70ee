namespace Streaq.Tests.Client;

/// <summary>Groups of tasks, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class GroupTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("group.double");
    private static readonly TaskDefinition<int> Count = new("group.count");
    private static readonly TaskDefinition<GroupProgress> Summary = new("group.summary");
    private static readonly TaskDefinition<string, string> Close = new("group.close");

    private readonly TaskCompletionSource<(GroupProgress, string)> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_OfThreeHundred_HasResultsAndRunsItsCallbacks(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var group = await host.Client.GroupAsync(
            Double, Enumerable.Range(1, 300), new GroupOptions { OnFinished = Summary, OnSucceeded = GroupCallback.Of(Close, "order", new EnqueueOptions { Priority = "high" }) });

        Assert.Equal(Enumerable.Range(1, 300).Select(i => 2 * i), await group.ResultsAsync(QueueHost.Patience));
        Assert.Equal(new GroupProgress(group.Id, 300, 300, 0), await group.WaitAsync(QueueHost.Patience));
        Assert.Equal((new GroupProgress(group.Id, 300, 300, 0), group.Id), await _told.Task.WaitAsync(QueueHost.Patience));
        Assert.Equal("order of 300", await host.Client.Handle<string>(group.Succeeded!.Id).ResultAsync(QueueHost.Patience));
        Assert.Equal(300, (await host.Client.GroupProgressAsync(group.Id)).Succeeded);
        Assert.Equal(300, group.Tasks.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_WithAFailure_FinishesButDoesNotSucceed(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var group = await host.Client.GroupAsync(Double, [1, -1, 2], new GroupOptions { OnFinished = Summary, OnSucceeded = GroupCallback.Of(Close, "order") });

        var e = await Assert.ThrowsAsync<GroupFailedException>(() => group.ResultsAsync(QueueHost.Patience));
        Assert.Equal(new GroupProgress(group.Id, 3, 2, 1), e.Progress);
        Assert.Equal(e.Progress, (await _told.Task.WaitAsync(QueueHost.Patience)).Item1);
        var notRun = await Assert.ThrowsAsync<TaskFailedException>(() => group.Succeeded!.WaitAsync(QueueHost.Patience));
        Assert.Equal("Streaq.DependencyFailedException", notRun.Error.Type);
        await group.Finished!.WaitAsync(QueueHost.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_UnderWay_TellsItsProgress(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, worker: false);

        var group = await host.Client.GroupAsync(Count, [1, 2], new GroupOptions { Each = new EnqueueOptions { Priority = "low" } });

        Assert.Equal(new GroupProgress(group.Id, 2, 0, 0), await group.ProgressAsync());
        Assert.Equal(2, (await host.Client.CountsAsync()).Ready["low"]);
        await Assert.ThrowsAsync<TimeoutException>(() => group.WaitAsync(TimeSpan.FromMilliseconds(1)));
        Assert.Null(group.Finished);
        await Assert.ThrowsAsync<TaskNotFoundException>(() => host.Client.GroupProgressAsync("unknown"));
        await Assert.ThrowsAsync<ArgumentException>("groupId", () => host.Client.GroupProgressAsync("a b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Group_WithoutTasks_RunsItsCallbackAtOnce(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var group = await host.Client.GroupAsync(Count, [], new GroupOptions { OnFinished = Summary });

        Assert.Equal(0, (await _told.Task.WaitAsync(QueueHost.Patience)).Item1.Total);
        Assert.True((await group.WaitAsync(QueueHost.Patience)).IsFinished);
    }

    [Fact]
    public async Task Options_AgainstARule_AreRefused()
    {
        await using var host = await StartAsync(onRedis: false);

        await Assert.ThrowsAsync<ArgumentException>("Each", () => host.Client.GroupAsync(Count, [1], new GroupOptions { Each = new EnqueueOptions { Id = "a" } }));
        await Assert.ThrowsAsync<ArgumentException>("Each", () => host.Client.GroupAsync(Count, [1], new GroupOptions { Each = new EnqueueOptions { DeduplicationKey = "a" } }));
        await Assert.ThrowsAsync<ArgumentException>("Priority", () => host.Client.GroupAsync(Count, [1], new GroupOptions { Each = new EnqueueOptions { Priority = "" } }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("Ttl", () => host.Client.GroupAsync(Count, [1], new GroupOptions { Ttl = TimeSpan.FromTicks(-1) }));
        Assert.Throws<ArgumentException>("options", () => GroupCallback.Of(Close, "", new EnqueueOptions { DeduplicationKey = "a" }));
        await Assert.ThrowsAsync<ArgumentNullException>("task", () => host.Client.GroupAsync((TaskDefinition<int>)null!, [1]));
        Assert.Equal(0, (await host.Client.CountsAsync()).Ready.Values.Sum());
    }

    private Task<QueueHost> StartAsync(bool onRedis, bool worker = true) => QueueHost.StartAsync(
        streaq =>
        {
            if (worker)
            {
                streaq.AddWorker();
            }

            streaq.Map(Double, (int number) => number < 0 ? throw new InvalidOperationException("It broke.") : 2 * number);
            streaq.Map(Count, (int _) => { });
            streaq.Map(Summary, (GroupProgress progress, TaskContext context) => _told.SetResult((progress, context.Dependencies.Single())));
            streaq.Map(Close, async (string what, TaskContext context) =>
                $"{what} of {(await context.DependencyResultAsync<GroupProgress>(context.Dependencies[0])).Succeeded}");
        },
        onRedis ? redis.Server.ConnectionString : null);
}
