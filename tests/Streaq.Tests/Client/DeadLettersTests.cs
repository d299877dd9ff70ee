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

        Assert.True(await host.Client.DeadLetters.ReplayAsync(id));

        Assert.Equal(1, await host.Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
        var report = await host.Client.ReportAsync(id);
        Assert.Equal((TaskState.Succeeded, 1), (report.State, report.Attempts));
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
        Assert.False(await host.Client.DeadLetters.ReplayAsync(id));
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
        Assert.False(await host.Client.DeadLetters.ReplayAsync("never-seen"));
        Assert.False(await host.Client.DeadLetters.DeleteAsync("never-seen"));
    }

    private static async Task<string> FailAsync(QueueHost host, int odd, string priority)
    {
        var handle = await host.Client.EnqueueAsync(Half, odd, new EnqueueOptions { Priority = priority });
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        return handle.Id;
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(worker => worker.Name = "the-worker")
            .Map(Half, (int x) => x % 2 == 0 || _repaired ? x / 2 : throw new FormatException($"{x} is odd")),
        onRedis ? redis.Server.ConnectionString : null);
}
