namespace Streaq.Tests.Workers;

/// <summary>Handlers that block after an await use up the thread pool, and the worker still keeps its lease.</summary>
[Trait("Category", "Slow")]
public sealed class StarvedPoolTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Slots = 128;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TaskDefinition<int> Block = new("crash.block");

    [Fact]
    public async Task Handlers_ThatBlockEveryThread_RunOnceEach()
    {
        await using var client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        var handles = await client.Client.EnqueueManyAsync(Block, Enumerable.Repeat((int)(3 * Lease).TotalMilliseconds, Slots));
        await using var worker = WorkerProcess.Start(
            redis.Server.ConnectionString, client.Queue, Lease, environment: ("STREAQ_TEST_SLOTS", $"{Slots}"));
        // Another worker, which would take over tasks that seem orphaned.
        await using var other = WorkerProcess.Start(
            redis.Server.ConnectionString, client.Queue, Lease, environment: ("STREAQ_TEST_SLOTS", "1"));

        await Task.WhenAll(handles.Select(handle => handle.WaitAsync(2 * QueueHost.Patience)));

        var begun = worker.Said.Concat(other.Said).Where(line => line.Event == "blocks").ToList();
        Assert.Equal(Slots, begun.Count);
        Assert.All(begun, line => Assert.Equal(1, line.Attempt));
        await worker.StopAsync();
    }
}
