using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Attempts on demand, with a worker's lease and without its loops.</summary>
[Collection(RedisCollection.Name)]
public sealed class TaskRunnerTests(RedisFixture redis)
{
    private static readonly TaskDefinition<string, string> Step = new("the.step");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_OfSeveralPriorities_IsTheFirstAndTheOthersStayReady(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        foreach (var priority in new[] { "low", "normal", "high" })
        {
            await host.Client.EnqueueAsync(Step, priority, new EnqueueOptions { Id = priority, Priority = priority });
        }

        var runner = host.Services.GetRequiredService<ITaskRunner>();
        var first = await runner.RunNextAsync();

        Assert.Equal(("high", TaskOutcome.Success, "HIGH"), (first!.TaskId, first.Outcome, first.ResultAs<string>()));
        Assert.Equal("HIGH", await host.Client.Handle<string>("high").ResultAsync(QueueHost.Patience));
        Assert.Equal([TaskState.Ready, TaskState.Ready], [await host.Client.StateAsync("normal"), await host.Client.StateAsync("low")]);
        var (second, third) = (await runner.RunNextAsync(), await runner.RunNextAsync());
        Assert.Equal([("normal", 1), ("low", 1)], [(second!.TaskId, second.Attempt), (third!.TaskId, third.Attempt)]);
        Assert.Null(await runner.RunNextAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_ThatAsksForARetry_IsParkedUntilItsTime(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var runner = host.Services.GetRequiredService<ITaskRunner>();
        var handle = await host.Client.EnqueueAsync(Step, "retry");

        var first = await runner.RunNextAsync();

        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromMinutes(1)), (first!.Outcome, first.RetryDelay));
        Assert.Equal(TaskState.Scheduled, await handle.StateAsync());
        Assert.Null(await runner.RunNextAsync());
        Assert.InRange((await runner.NextDueInAsync())!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_ThatFails_IsDeadLettered(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var runner = host.Services.GetRequiredService<ITaskRunner>();
        await host.Client.EnqueueAsync(Step, "fail", new EnqueueOptions { Id = "failing" });

        var attempt = await runner.RunNextAsync();

        Assert.IsType<FormatException>(attempt!.Error);
        Assert.Equal("failing", Assert.Single(await host.Client.DeadLetters.ListAsync()).TaskId);
        Assert.Null(await runner.NextDueInAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempt_OfATaskInNoQueue_WritesNothing(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var runner = host.Services.GetRequiredService<ITaskRunner>();

        var attempt = await runner.RunAsync(Step, "retry", attempt: 3);

        // The last of three, so that a retry is a failure.
        Assert.Equal((3, TaskOutcome.Failure), (attempt.Attempt, attempt.Outcome));
        Assert.Equal(TaskState.NotFound, await host.Client.StateAsync(attempt.TaskId));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(
        streaq => streaq.Map(Step, Task<string> (string step) => step switch
        {
            "retry" => throw new StreaqRetryException("later", TimeSpan.FromMinutes(1)),
            "fail" => throw new FormatException(),
            _ => Task.FromResult(step.ToUpperInvariant()),
        }),
        onRedis ? redis.Server.ConnectionString : null);
}
