namespace Streaq.Tests.Client;

/// <summary>Calls that are too late: cancelled before they began, or after the host was disposed.</summary>
[Collection(RedisCollection.Name)]
public sealed class ClosedClientTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verb_AfterItsHostWasDisposed_IsRefused(bool onRedis)
    {
        var host = await StartAsync(onRedis);
        var client = host.Client;
        await client.EnqueueAsync(Double, 1);
        await host.DisposeAsync();

        foreach (var verb in ClientVerbs.Names)
        {
            var e = await Assert.ThrowsAsync<StreaqStoreException>(() => ClientVerbs.CallAsync(client, verb).WaitAsync(QueueHost.Patience));
            Assert.Equal((verb, "The queue's store is closed: its host has been disposed."), (verb, e.Message));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verb_OfAHostThatNeverUsedItsStore_IsRefusedAfterDisposal(bool onRedis)
    {
        var host = await StartAsync(onRedis);
        var client = host.Client;
        await host.DisposeAsync();

        await Assert.ThrowsAsync<StreaqStoreException>(() => client.EnqueueAsync(Double, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Verb_CancelledBeforeItBegan_DoesNothing(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.PausedAsync();
        var cancelled = new CancellationToken(canceled: true);

        foreach (var verb in ClientVerbs.Names)
        {
            var ended = await Record.ExceptionAsync(() => ClientVerbs.CallAsync(host.Client, verb, cancelled).WaitAsync(QueueHost.Patience));
            Assert.True(ended is OperationCanceledException, $"{verb}: {ended?.GetType().Name ?? "no exception"}");
        }

        var counts = await host.Client.CountsAsync();
        Assert.Equal((0, 0, 0), (counts.Ready.Values.Sum(), counts.Scheduled, counts.Waiting));
        Assert.Empty(await host.Client.ListSchedulesAsync());
        Assert.Equal(QueuePause.None, await host.Client.PausedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_PendingWhenTheHostIsDisposed_Ends(bool onRedis)
    {
        var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 1);
        var group = await host.Client.GroupAsync(Double, [1, 2]);
        // The first wait opens the client's channel. Later waits are sent in the order of the calls.
        await Assert.ThrowsAsync<TimeoutException>(() => handle.ResultAsync(TimeSpan.Zero));
        var progress = handle.ProgressAsync().GetAsyncEnumerator();
        Task[] waits = [handle.ResultAsync(), handle.WaitAsync(TimeSpan.FromDays(1)), group.WaitAsync(), progress.MoveNextAsync().AsTask()];
        await handle.StateAsync();

        await host.DisposeAsync();

        foreach (var wait in waits)
        {
            await Assert.ThrowsAsync<StreaqStoreException>(() => wait.WaitAsync(QueueHost.Patience));
        }
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(_ => { }, onRedis ? redis.Server.ConnectionString : null);
}
