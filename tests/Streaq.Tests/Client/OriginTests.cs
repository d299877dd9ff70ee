namespace Streaq.Tests.Client;

/// <summary>A report's data about where a task came from.</summary>
[Collection(RedisCollection.Name)]
public sealed class OriginTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Outer = new("outer");
    private static readonly TaskDefinition<int, int> Inner = new("inner");

    private readonly Gate _gate = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfAPlainTask_SaysThatAClientEnqueuedIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Inner, 1);
        await handle.WaitAsync(QueueHost.Patience);

        var report = await handle.ReportAsync();

        Assert.Equal(("api", handle.Id, null, null), (report.Trigger, report.RootId, report.ParentId, report.GroupId));
        Assert.Equal(report.EnqueuedAt, report.ReadyAt);
        Assert.Equal((null, null, 0, 0), (report.PreviousTraceId, report.EnqueueSpanId, report.Dependencies.Count, report.Headers.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfATaskOfATask_HasParentRootAndDependencies(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var outer = await host.Client.EnqueueAsync(Outer, 1);
        await outer.WaitAsync(QueueHost.Patience);

        var report = await host.Client.ReportAsync("inner-1");

        Assert.Equal((TaskState.Waiting, outer.Id, outer.Id, "dependency"), (report.State, report.ParentId, report.RootId, report.Trigger));
        Assert.Equal(["inner-0"], report.Dependencies);
        Assert.Equal(["inner-0"], report.WaitsFor);
        Assert.Equal(["inner-1"], (await host.Client.ReportAsync("inner-0")).Dependents);
        Assert.Equal("acme", report.Headers["tenant"]);
        _gate.Open();
        await host.Client.Handle<int>("inner-1").ResultAsync(QueueHost.Patience);
        var ended = await host.Client.ReportAsync("inner-1");
        Assert.Equal((TaskState.Succeeded, outer.Id, outer.Id, "dependency"), (ended.State, ended.ParentId, ended.RootId, ended.Trigger));
        Assert.Equal(["inner-0"], ended.Dependencies);
        Assert.Equal((0, 0, 0), (ended.WaitsFor.Count, ended.Dependents.Count, ended.Headers.Count));
        // Everything may happen within a millisecond, and a worker knows the store's clock to some milliseconds.
        Assert.InRange(ended.ReadyAt!.Value, ended.EnqueuedAt!.Value, ended.StartedAt!.Value.AddSeconds(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfATaskOfAGroup_NamesIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var group = await host.Client.GroupAsync(Inner, [1, 2]);
        await group.WaitAsync(QueueHost.Patience);

        var report = await group.Tasks[1].ReportAsync();

        Assert.Equal((group.Id, group.Id), (report.GroupId, report.RootId));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfATaskWithATraceOfItsOwn_LeadsToItsEnqueue(bool onRedis)
    {
        using var spans = new ActivityLog($"origin-{onRedis}");
        await using var host = await StartAsync(onRedis, $"origin-{onRedis}");
        var handle = await host.Client.EnqueueAsync(Inner, 1, new EnqueueOptions { Trace = TraceMode.Link });
        await handle.WaitAsync(QueueHost.Patience);

        var report = await handle.ReportAsync();

        var enqueue = await spans.WaitForAsync(span => span.DisplayName == "enqueue inner").WaitAsync(QueueHost.Patience);
        var process = await spans.WaitForAsync(span => span.DisplayName == "process inner").WaitAsync(QueueHost.Patience);
        Assert.Equal((enqueue.TraceId.ToHexString(), enqueue.SpanId.ToHexString()), (report.EnqueueTraceId, report.EnqueueSpanId));
        Assert.Equal((process.TraceId.ToHexString(), process.SpanId.ToHexString()), (report.TraceId, report.SpanId));
    }

    private Task<QueueHost> StartAsync(bool onRedis, string? queue = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Outer, async (int x, IStreaqClient client) =>
            {
                var options = new EnqueueOptions { Id = "inner-0", Headers = new Dictionary<string, string> { ["tenant"] = "acme" } };
                var first = await client.EnqueueAsync(Inner, 0, options);
                await client.EnqueueAsync(Inner, 1, options with { Id = "inner-1", After = [first] });
                return x;
            });
            streaq.Map(Inner, async (int x) =>
            {
                if (x == 0)
                {
                    await _gate.PassAsync();
                }

                return x;
            });
        },
        onRedis ? redis.Server.ConnectionString : null,
        queue: queue);
}
