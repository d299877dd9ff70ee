namespace Streaq.Tests.Client;

[Collection(RedisCollection.Name)]
public sealed class DeadLettersTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Half = new("math.half");

    private volatile bool _repaired;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeadLetters_OfFailedTasks_AreListedNewestFirst(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await FailAsync(host, 1, "high");
        var second = await FailAsync(host, 3, "low");

        var letters = await host.Client.DeadLetters.ListAsync();

        Assert.Equal([second, first], letters.Select(letter => letter.TaskId));
        var letter = letters[1];
        Assert.Equal(("math.half", "high", 1, "1"), (letter.TaskName, letter.Priority, letter.Attempts, System.Text.Encoding.UTF8.GetString(letter.Body.Span)));
        Assert.Equal(("System.FormatException", "1 is odd"), (letter.Error.Type, letter.Error.Message));
        Assert.Contains("FormatException: 1 is odd", letter.Error.StackTrace);
        Assert.StartsWith("the-worker-", letter.Worker);
        Assert.Equal((await host.Client.ReportAsync(first)).FinishedAt, letter.FailedAt);
        Assert.Equal([first], (await host.Client.DeadLetters.ListAsync(offset: 1)).Select(letter => letter.TaskId));
        Assert.Equal([second], (await host.Client.DeadLetters.ListAsync(limit: 1)).Select(letter => letter.TaskId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_OfADeadLetter_RunsTheTaskAgainUnderItsId(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var id = await FailAsync(host, 3, "low");
        _repaired = true;

        Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync(id));

        Assert.Equal(1, await host.Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
        var report = await host.Client.ReportAsync(id);
        Assert.Equal((TaskState.Succeeded, 1), (report.State, report.Attempts));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        Assert.Equal(ReplayResult.NotFound, await host.Client.DeadLetters.ReplayAsync(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_OfAnIdOrAKeyInUse_LeavesTheLetterUntilItIsFree(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var later = new EnqueueOptions { Id = "later", Delay = TimeSpan.FromHours(1) };
        await FailAsync(host, 3, new EnqueueOptions { Id = "receipt-7", DeduplicationKey = "receipt" });
        await host.Client.EnqueueAsync(Half, 8, later);
        await host.Client.EnqueueAsync(Half, 8, later with { Id = "holder", DeduplicationKey = "receipt" });
        _repaired = true;

        Assert.Equal(ReplayResult.DeduplicationKeyHeld, await host.Client.DeadLetters.ReplayAsync("receipt-7"));
        Assert.Equal(ReplayResult.IdInUse, await host.Client.DeadLetters.ReplayAsync("receipt-7", "later"));
        Assert.Equal("receipt", Assert.Single(await host.Client.DeadLetters.ListAsync()).DeduplicationKey);
        Assert.True(await host.Client.AbortAsync("holder"));
        Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync("receipt-7", "receipt-7b"));

        Assert.Equal(1, await host.Client.Handle<int>("receipt-7b").ResultAsync(QueueHost.Patience));
        Assert.Equal((TaskState.Failed, TaskState.Scheduled), (await host.Client.StateAsync("receipt-7"), await host.Client.StateAsync("later")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_OfADeadLetter_LeavesTheOthers(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await FailAsync(host, 1, "normal");
        var second = await FailAsync(host, 3, "normal");

        Assert.True(await host.Client.DeadLetters.DeleteAsync(first));
        Assert.False(await host.Client.DeadLetters.DeleteAsync(first));

        Assert.Equal([second], (await host.Client.DeadLetters.ListAsync()).Select(letter => letter.TaskId));
        Assert.Equal(1, (await host.Client.CountsAsync()).DeadLetters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeadLetters_OfAnUnknownId_AreNone(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        Assert.Equal(ReplayResult.NotFound, await host.Client.DeadLetters.ReplayAsync("never-seen"));
        Assert.False(await host.Client.DeadLetters.DeleteAsync("never-seen"));
    }

    private static Task<string> FailAsync(QueueHost host, int odd, string priority) =>
        FailAsync(host, odd, new EnqueueOptions { Priority = priority });

    private static async Task<string> FailAsync(QueueHost host, int odd, EnqueueOptions options)
    {
        var handle = await host.Client.EnqueueAsync(Half, odd, options);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        return handle.Id;
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(worker => worker.Name = "the-worker")
            .Map(Half, (int x) => x % 2 == 0 || _repaired ? x / 2 : throw new FormatException($"{x} is odd")),
        onRedis ? redis.Server.ConnectionString : null);
}
