namespace Streaq.Tests.Client;

/// <summary>Dependencies of tasks, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class AfterTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("the.double");
    private static readonly TaskDefinition<int, int> Sum = new("the.sum");
    private static readonly TaskDefinition<int> Fail = new("the.failing");
    private static readonly TaskDefinition<string, string> Ask = new("the.asking");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dependent_OfHandlesAndIds_ReadsTheirResults(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handles = await host.Client.EnqueueManyAsync(Double, [1, 2, 3]);
        var one = await host.Client.EnqueueAsync(Double, 4, new EnqueueOptions { Id = "four" });

        var sum = await host.Client.EnqueueAsync(Sum, 100, new EnqueueOptions { After = [.. handles, one, "four"] });
        var ask = await host.Client.EnqueueAsync(Ask, "four", new EnqueueOptions { After = [one, "unknown"], Priority = "high" });

        Assert.Equal(120, await sum.ResultAsync(QueueHost.Patience));
        Assert.Equal("8", await ask.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfADependency_FailsAllThatWaitForIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var gate = await host.Client.EnqueueAsync(Fail, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) });
        var second = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { After = [gate], DeduplicationKey = "once" });
        var third = await host.Client.EnqueueAsync(new TaskDefinition<int>("mapped.nowhere"), 1, new EnqueueOptions { After = [second], Delay = TimeSpan.FromDays(1) });

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => third.WaitAsync(QueueHost.Patience));

        Assert.Equal(("Streaq.DependencyFailedException", $"Task {third.Id} was not run: {second.Id}, which it waited for, failed."), (e.Error.Type, e.Error.Message));
        e = await Assert.ThrowsAsync<TaskFailedException>(() => second.ResultAsync(QueueHost.Patience));
        Assert.Contains(gate.Id, e.Error.Message);
        Assert.Equal((TaskState.Failed, 0), ((await second.ReportAsync()).State, (await second.ReportAsync()).Attempts));
        Assert.Equal([gate.Id], (await host.Client.DeadLetters.ListAsync()).Select(letter => letter.TaskId));
        var late = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { After = ["x", gate] });
        await Assert.ThrowsAsync<TaskFailedException>(() => late.ResultAsync(QueueHost.Patience));
        var repeated = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { DeduplicationKey = "once" });
        Assert.NotEqual(second.Id, repeated.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusals_NameTheTaskAndWriteNothing(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.EnqueueAsync(Fail, 1, new EnqueueOptions { Id = "b", After = ["a"], Delay = TimeSpan.FromHours(1) });

        var circle = await Assert.ThrowsAsync<DependencyRefusedException>(() => host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Id = "a", After = ["b"] }));
        var unknown = await Assert.ThrowsAsync<DependencyRefusedException>(
            () => host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Id = "a", After = ["b", "c"], DependencyPolicy = DependencyPolicy.Strict }));
        var self = await Assert.ThrowsAsync<ArgumentException>("After", () => host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Id = "a", After = ["a"] }));

        Assert.Equal(("a", "b"), (circle.TaskId, circle.DependencyId));
        Assert.Equal(("a", "c"), (unknown.TaskId, unknown.DependencyId));
        Assert.StartsWith("EnqueueOptions.After of task a names that task itself; remove it there.", self.Message);
        Assert.Equal(TaskState.NotFound, await host.Client.StateAsync("a"));
        Assert.Throws<ArgumentNullException>("handle", () => new EnqueueOptions { After = [(TaskHandle)null!] });
        Assert.Throws<ArgumentNullException>("taskId", () => new EnqueueOptions { After = [(string)null!] });
    }

    [Theory]
    [InlineData("none", "TaskNotFoundException")]
    [InlineData("other", "ArgumentException")]
    [InlineData("by definition", "InvalidOperationException")]
    public async Task DependencyResult_ThatIsNotThere_SaysWhy(string what, string error)
    {
        await using var host = await StartAsync(onRedis: false);

        var ask = await host.Client.EnqueueAsync(Ask, what, new EnqueueOptions { After = ["none"] });

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => ask.ResultAsync(QueueHost.Patience));
        Assert.EndsWith("." + error, e.Error.Type);
    }

    [Fact]
    public async Task After_SetByAMiddleware_IsFollowedInABatchToo()
    {
        await using var host = await StartAsync(onRedis: false, streaq => streaq.UseEnqueue((context, next) =>
        {
            if (context.Task == Sum)
            {
                context.Options = context.Options with { After = ["two"] };
            }

            return next(context);
        }));
        await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Id = "two" });

        var sums = await host.Client.EnqueueManyAsync(Sum, [0, 1]);

        var results = await Task.WhenAll(sums.Select(sum => sum.ResultAsync(QueueHost.Patience)));
        Assert.Equal([2, 3], results);
    }

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder>? set = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Double, (int number) => 2 * number);
            streaq.Map(Sum, async (int more, TaskContext context) => more + (await context.DependencyResultsAsync(Double)).Sum());
            streaq.Map(Fail, void (int _) => throw new InvalidOperationException("It broke."));
            streaq.Map(Ask, async (string what, TaskContext context) => what == "by definition"
                ? $"{await context.DependencyResultAsync(Double)}"
                : $"{await context.DependencyResultAsync<int>(what)}");
            set?.Invoke(streaq);
        },
        onRedis ? redis.Server.ConnectionString : null);
}
