using Streaq.Storage.Redis;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Outages;

/// <summary>An enqueue that returns when replicas have the task.</summary>
public sealed class WaitForReplicasTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("replicated.double");

    private RedisServer _primary = null!;

    public async Task InitializeAsync() => _primary = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _primary.DisposeAsync();

    [Fact]
    public async Task Enqueue_WithAReplica_ReturnsWhenItHasTheTask()
    {
        await using var replica = await _primary.StartReplicaAsync();
        await using var host = await StartAsync(timeout: TimeSpan.FromSeconds(10));
        await using var copy = await RawRedis.OpenAsync(replica, host.Queue);

        for (var i = 0; i < 20; i++)
        {
            var handle = await host.Client.EnqueueAsync(Double, i);

            Assert.NotNull((string?)await copy.Database.ExecuteAsync("GET", copy.Keys.Task(handle.Id)));
        }
    }

    [Fact]
    public async Task Enqueue_WithoutAReplica_SaysThatThePrimaryHasIt()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromMilliseconds(1));

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Double, 1, new() { Id = "a" }));

        Assert.Contains("The primary has stored it, but 0 of 1 replicas acknowledged it within 0.001 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(TaskState.Ready, await host.Client.Handle<int>("a").StateAsync());
    }

    [Fact]
    public async Task Enqueue_OfEveryKind_WaitsForReplicas()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromMilliseconds(1));
        var client = host.Client;
        Func<Task>[] enqueues =
        [
            () => client.EnqueueAsync(Double, 1),
            () => client.EnqueueAsync(Double, 1, new() { DeduplicationKey = "k" }),
            () => client.EnqueueAsync(Double, 1, new() { Delay = TimeSpan.FromDays(1) }),
            () => client.EnqueueAsync(Double, 1, new() { After = ["x"] }),
            () => client.EnqueueManyAsync(Double, [1, 2]),
            () => client.EnqueueManyAsync(Double, [1, 2], new() { Delay = TimeSpan.FromDays(1) }),
            () => client.Pipeline(Double, 1).Then(Double).EnqueueAsync(),
            () => client.GroupAsync(Double, [1, 2]),
        ];

        foreach (var enqueue in enqueues)
        {
            var e = await Assert.ThrowsAsync<StreaqStoreException>(enqueue);
            Assert.Contains("replicas acknowledged", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Enqueue_ThatIsRepeated_WritesNothingAndStillWaitsForReplicas()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromMilliseconds(1));
        Task Enqueue() => host.Client.EnqueueAsync(Double, 1, new() { Id = "a" });

        await Assert.ThrowsAsync<StreaqStoreException>(Enqueue);
        await Assert.ThrowsAsync<StreaqStoreException>(Enqueue);

        Assert.Equal(1, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    [Fact]
    public async Task Enqueue_WithAWait_GoesOnUntilAReplicaHasIt()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromMilliseconds(100), wait: QueueHost.Patience);
        var many = host.Client.EnqueueManyAsync(Double, [1, 2]);
        var one = host.Client.EnqueueAsync(Double, 1);
        await using var raw = await RawRedis.OpenAsync(_primary, host.Queue);

        await using var replica = await _primary.StartReplicaAsync();
        await Task.WhenAll(one, many).WaitAsync(QueueHost.Patience);

        Assert.Equal(3, (await host.Client.CountsAsync()).Ready["normal"]);
    }

    [Fact]
    public async Task Enqueue_WhoseConnectionIsCutWhileItWaits_IsNotAcknowledged()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromSeconds(10));
        await using var raw = await RawRedis.OpenAsync(_primary, host.Queue);
        var written = await raw.FirstWriteAsync(key => key.EndsWith(":replicated", StringComparison.Ordinal), "set");

        var enqueue = host.Client.EnqueueAsync(Double, 1);
        await written.WaitAsync(QueueHost.Patience);
        var client = ((string)(await raw.Database.ExecuteAsync("CLIENT", "LIST", "TYPE", "normal"))!).Split('\n').Single(line => line.Contains("name=streaq-", StringComparison.Ordinal));
        await raw.Database.ExecuteAsync("CLIENT", "KILL", "ID", client[3..client.IndexOf(' ', StringComparison.Ordinal)]);

        await Assert.ThrowsAsync<StreaqStoreException>(() => enqueue.WaitAsync(QueueHost.Patience));
    }

    /// <summary>Like a fail-over by Sentinel: another server is the primary, and the write may not reach it.</summary>
    [Fact]
    public async Task Enqueue_WhosePrimaryBecomesAReplicaWhileItWaits_IsWorthRepeating()
    {
        await using var host = await StartAsync(timeout: TimeSpan.FromSeconds(10));
        await using var raw = await RawRedis.OpenAsync(_primary, host.Queue);
        await using var other = await RedisServer.StartOwnAsync();
        var written = await raw.FirstWriteAsync(key => key.EndsWith(":replicated", StringComparison.Ordinal), "set");

        var enqueue = host.Client.EnqueueAsync(Double, 1);
        await written.WaitAsync(QueueHost.Patience);
        await raw.Database.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{other.Port}");

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => enqueue.WaitAsync(QueueHost.Patience));
        Assert.True(e.IsTransient, e.Message);
    }

    [Fact]
    public async Task Wait_SentToAReplica_IsWorthRepeating()
    {
        await using var demoted = await RedisServer.StartOwnAsync();
        await using var connection = await RedisConnection.OpenAsync(RedisText.Access(demoted.ConnectionString), new RedisKeys("test"), static _ => { });
        await using var raw = await RawRedis.OpenAsync(demoted, "test");
        await raw.Database.ExecuteAsync("REPLICAOF", "127.0.0.1", $"{_primary.Port}");

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => connection.ExecuteAsync("WAIT", [1, 1000], default));

        Assert.True(e.IsTransient, e.Message);
        Assert.Contains("replica", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_ManyAtATime_ShareTheirWaitCommands()
    {
        await using var replica = await _primary.StartReplicaAsync();
        await using var host = await StartAsync(timeout: TimeSpan.FromSeconds(10));

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => host.Client.EnqueueAsync(Double, i)));

        Assert.InRange(await WaitsAsync(host.Queue), 1, 100);
    }

    [Fact]
    public async Task Enqueue_WithoutTheOption_WaitsForNoReplica()
    {
        await using var host = await QueueHost.StartAsync(static _ => { }, _primary.ConnectionString);

        await host.Client.EnqueueAsync(Double, 1);

        Assert.Equal(0, await WaitsAsync(host.Queue));
    }

    [Fact]
    public async Task Enqueue_IntoTheEmbeddedStore_IgnoresTheOption()
    {
        await using var host = await QueueHost.StartAsync(static _ => { }, redis: null, options => options.WaitForReplicas = 1);

        await host.Client.EnqueueAsync(Double, 1);
    }

    [Theory]
    [InlineData(-1, 1000, "WaitForReplicas")]
    [InlineData(1, 0, "ReplicaTimeout")]
    [InlineData(1, 10_001, "ReplicaTimeout")]
    public async Task Options_OutOfRange_AreRefused(int replicas, int milliseconds, string named)
    {
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => QueueHost.StartAsync(
            static _ => { }, _primary.ConnectionString, options => (options.WaitForReplicas, options.ReplicaTimeout) = (replicas, TimeSpan.FromMilliseconds(milliseconds))));

        Assert.StartsWith($"StreaqOptions.{named} ", e.Message);
    }

    private async Task<int> WaitsAsync(string queue)
    {
        await using var raw = await RawRedis.OpenAsync(_primary, queue);
        const string Wait = "cmdstat_wait:calls=";
        var line = ((string)(await raw.Database.ExecuteAsync("INFO", "commandstats"))!).Split('\n').SingleOrDefault(line => line.StartsWith(Wait, StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[Wait.Length..].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<QueueHost> StartAsync(TimeSpan timeout, TimeSpan wait = default) => QueueHost.StartAsync(
        static _ => { },
        _primary.ConnectionString,
        options => (options.WaitForReplicas, options.ReplicaTimeout, options.EnqueueOutageWait) = (1, timeout, wait));
}
