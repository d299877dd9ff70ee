using StackExchange.Redis;

namespace Streaq.Tests.Outages;

/// <summary>An enqueue that returns when the task is on the primary's disk. Redis up to 7.0 can't report that, and refuses it.</summary>
public sealed class WaitForDiskTests
{
    private static readonly Version Oldest = new(7, 2);
    private static readonly TaskDefinition<int> Work = new("disk.work");

    [Fact]
    public async Task Enqueue_WithAnAppendOnlyFile_IsThereAfterACrash()
    {
        await using var server = await RedisServer.StartOwnAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var host = await StartAsync(server);

        var e = await Record.ExceptionAsync(() => host.Client.EnqueueAsync(Work, 1, new() { Id = "a" }));

        if (await VersionAsync(server) < Oldest)
        {
            Assert.Contains("The server does not know a command of 'WAITAOF'", Assert.IsType<StreaqStoreException>(e).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Null(e);
        await server.KillAsync();
        await server.RestartAsync();
        await using var after = await StartAsync(server, host.Queue);
        Assert.Equal(TaskState.Ready, await after.Client.StateAsync("a"));
    }

    [Fact]
    public async Task Enqueue_WithoutAnAppendOnlyFile_IsRefusedThoughItIsStored()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var host = await StartAsync(server);

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, 1, new() { Id = "a" }));

        Assert.Equal(TaskState.Ready, await host.Client.StateAsync("a"));
    }

    private static Task<QueueHost> StartAsync(RedisServer server, string? queue = null) =>
        QueueHost.StartAsync(static _ => { }, server.ConnectionString, static options => options.WaitForDisk = true, queue: queue);

    private static async Task<Version> VersionAsync(RedisServer server)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var known = connection.GetServers()[0];
        // Valkey reports version 7.2.4 for clients that know only Redis.
        return known.Version;
    }
}
