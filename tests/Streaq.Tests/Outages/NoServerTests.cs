using Streaq.Tests.Client;

namespace Streaq.Tests.Outages;

/// <summary>A queue whose Redis never existed: each verb throws at once, and again on each retry.</summary>
[Trait("Category", "Slow")]
public sealed class NoServerTests
{
    private static readonly TaskDefinition<int, int> Double = new("away.double");

    [Fact]
    public async Task Verbs_WithoutAServerFromTheStart_ThrowEachTimeWithoutTheTimeoutOfTheClient()
    {
        // The client's own timeout is longer than the test's patience.
        await using var host = await QueueHost.StartAsync(_ => { }, $"127.0.0.1:{LoopbackPort.Next()},connectTimeout=60000");

        foreach (var verb in ClientVerbs.Names)
        {
            var e = await Assert.ThrowsAsync<StreaqStoreException>(() => ClientVerbs.CallAsync(host.Client, verb).WaitAsync(QueueHost.Patience));
            Assert.Contains("no server listens on that port", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Enqueue_OnceTheServerIsThere_Arrives()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await server.KillAsync();
        await using var host = await QueueHost.StartAsync(
            _ => { }, server.ConnectionString, options => options.EnqueueOutageWait = QueueHost.Patience);
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.CountsAsync());
        var enqueue = host.Client.EnqueueAsync(Double, 1);

        await server.RestartAsync();

        await enqueue.WaitAsync(QueueHost.Patience);
        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["normal"]);
    }
}
