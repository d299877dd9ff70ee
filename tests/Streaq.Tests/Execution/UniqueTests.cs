namespace Streaq.Tests.Execution;

/// <summary>Unique tasks, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class UniqueTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Sync = new("the.sync");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unique_WhileAnotherRuns_FailsWithoutADeadLetter(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(streaq => streaq.Map(Sync, (string x) => RunAsync(gate, x)).WithUnique(), onRedis);
        var first = await host.Client.EnqueueAsync(Sync, "wait");
        await gate.Entered;

        var second = await host.Client.EnqueueAsync(Sync, "go");

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => second.ResultAsync(QueueHost.Patience));
        Assert.Equal(typeof(TaskAlreadyRunningException).FullName, failure.Error.Type);
        Assert.Contains(first.Id, failure.Error.Message);
        Assert.Equal((TaskState.Failed, TaskOutcome.Failure), ((await second.ReportAsync()).State, (await second.ReportAsync()).Outcome));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        gate.Open();
        Assert.Equal("wait", await first.ResultAsync(QueueHost.Patience));
        Assert.Equal("go", await (await host.Client.EnqueueAsync(Sync, "go")).ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unique_ByKey_LetsOtherKeysRun(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(
            streaq => streaq.Map(Sync, (string x) => RunAsync(gate, x)).WithUnique((string x) => x.Length == 4 ? "four {x}\n" : x), onRedis);
        var first = await host.Client.EnqueueAsync(Sync, "wait");
        await gate.Entered;

        var other = await host.Client.EnqueueAsync(Sync, "go");
        var same = await host.Client.EnqueueAsync(Sync, "same");

        Assert.Equal("go", await other.ResultAsync(QueueHost.Patience));
        await Assert.ThrowsAsync<TaskFailedException>(() => same.ResultAsync(QueueHost.Patience));
        gate.Open();
        await first.ResultAsync(QueueHost.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unique_Retried_IsLetIn(bool onRedis)
    {
        await using var host = await StartAsync(
            streaq => streaq.Map(Sync, (string x, TaskContext context) => context.Attempt < 3 ? throw new StreaqRetryException("Again.", TimeSpan.Zero) : x).WithUnique(),
            onRedis);

        var handle = await host.Client.EnqueueAsync(Sync, "x");

        Assert.Equal("x", await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
    }

    private static async Task<string> RunAsync(Gate gate, string what)
    {
        if (what == "wait")
        {
            await gate.PassAsync();
        }

        return what;
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) =>
        QueueHost.StartAsync(streaq => set(streaq.AddWorker()), onRedis ? redis.Server.ConnectionString : null);
}
