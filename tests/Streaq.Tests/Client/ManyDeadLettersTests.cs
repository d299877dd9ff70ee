namespace Streaq.Tests.Client;

/// <summary>Replays and deletes of many dead letters at a time.</summary>
[Collection(RedisCollection.Name)]
public sealed class ManyDeadLettersTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Half = new("math.half");

    private volatile bool _repaired;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReplayMany_OfMoreThanAStep_RunsAllAgain(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var ids = await FailAsync(host, 230);
        _repaired = true;

        var results = await host.Client.DeadLetters.ReplayManyAsync([.. ids, "never"]);

        Assert.Equal(ids.Select(_ => ReplayResult.Replayed).Append(ReplayResult.NotFound), results);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            Assert.Equal(i, await host.Client.Handle<int>(id).ResultAsync(QueueHost.Patience));
        }

        Assert.Empty((await host.Client.DeadLetters.PageAsync()).Letters);
        Assert.Equal(TaskOutcome.Failure, Assert.Single((await host.Client.ReportAsync(ids[7])).History).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReplayMany_OfTracedTasks_LinksEachToTheAttemptThatFailed(bool onRedis)
    {
        using var spans = new ActivityLog($"many-{onRedis}");
        await using var host = await StartAsync(onRedis, $"many-{onRedis}");
        var ids = await FailAsync(host, 2);
        var dead = (await host.Client.DeadLetters.PageAsync()).Letters.ToDictionary(letter => letter.TaskId, letter => letter.TraceId);
        _repaired = true;

        await host.Client.DeadLetters.ReplayManyAsync(ids);

        foreach (var id in ids)
        {
            var replay = await spans.WaitForAsync(span => span.DisplayName == "enqueue math.half" && id.Equals(span.GetTagItem("messaging.message.id"))
                && "replay".Equals(span.GetTagItem("streaq.trigger"))).WaitAsync(QueueHost.Patience);
            Assert.Equal(dead[id], Assert.Single(replay.Links).Context.TraceId.ToHexString());
            Assert.Null(replay.Parent);
            await host.Client.Handle<int>(id).WaitAsync(QueueHost.Patience);
            var report = await host.Client.ReportAsync(id);
            Assert.Equal((replay.TraceId.ToHexString(), dead[id], "replay"), (report.EnqueueTraceId, report.PreviousTraceId, report.Trigger));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteMany_OfMoreThanAStep_DeletesAll(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var ids = await FailAsync(host, 130);

        Assert.All(await host.Client.DeadLetters.DeleteManyAsync(ids), Assert.True);

        Assert.All(await host.Client.DeadLetters.DeleteManyAsync(ids), Assert.False);
        Assert.Equal(0, (await host.Client.CountsAsync()).DeadLetters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_WithAnInvalidId_DoNothing(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var ids = await FailAsync(host, 1);

        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.DeadLetters.ReplayManyAsync([.. ids, "no id"]));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.DeadLetters.DeleteManyAsync([.. ids, ""]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.DeadLetters.PageAsync(1_001));

        Assert.Equal(ids, (await host.Client.DeadLetters.PageAsync()).Letters.Select(letter => letter.TaskId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeadLetter_Found_HasTheTasksReport(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var id = Assert.Single(await FailAsync(host, 1));

        var report = (await host.Client.DeadLetters.FindAsync(id))!.Report;

        Assert.Equal((id, "math.half", TaskState.Failed, 1, "api"), (report.TaskId, report.TaskName, report.State, report.Attempts, report.Trigger));
        Assert.Equal("acme", report.Headers["tenant"]);
        Assert.True(report.EnqueuedAt <= report.StartedAt && report.StartedAt <= report.FinishedAt);
    }

    /// <returns>The ids of tasks that failed.</returns>
    private static async Task<string[]> FailAsync(QueueHost host, int count)
    {
        var headers = new Dictionary<string, string> { ["tenant"] = "acme" };
        var handles = await host.Client.EnqueueManyAsync(Half, Enumerable.Range(0, count), new EnqueueOptions { Headers = headers });
        foreach (var handle in handles)
        {
            await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        }

        return [.. handles.Select(handle => handle.Id)];
    }

    private Task<QueueHost> StartAsync(bool onRedis, string? queue = null) => QueueHost.StartAsync(
        streaq => streaq.AddWorker().Map(Half, (int x) => _repaired ? x : throw new FormatException($"{x} is odd")),
        onRedis ? redis.Server.ConnectionString : null,
        queue: queue);
}
