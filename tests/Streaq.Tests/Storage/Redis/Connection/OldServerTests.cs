using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A server that would lose tasks is refused.</summary>
public sealed class OldServerTests
{
    [Theory]
    [InlineData("6.2.6")]
    [InlineData("6.0.9")]
    [InlineData("5.0.9")]
    public async Task Open_OfAServerThatLosesEntries_SaysSo(string version)
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var proxy = new RewritingProxy(server.Port, answers: await PretendAsync(server, version));

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => OpenAsync(proxy));

        Assert.Contains($"Redis {version} at 127.0.0.1", e.Message, StringComparison.Ordinal);
        Assert.Contains("needs 6.2.7 or newer", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task Open_OfTheOldestServerThatKeepsThem_Works()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var proxy = new RewritingProxy(server.Port, answers: await PretendAsync(server, "6.2.7"));

        await using var store = await OpenAsync(proxy);

        Assert.Equal("a", (await store.EnqueueAsync(Sample.Task("a"), default)).Id);
    }

    private static Task<RedisTaskStore> OpenAsync(RewritingProxy proxy) =>
        RedisTaskStore.OpenAsync(RedisText.Access(proxy.ConnectionString), new StoreOptions($"test-{Guid.NewGuid():N}"), TimeProvider.System);

    /// <returns>A function that replaces the version in the server's answers. In an answer with a length both are equally long.</returns>
    private static async Task<Func<string, string>> PretendAsync(RedisServer server, string version)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        var own = connection.GetServer(connection.GetEndPoints()[0]).Version.ToString();
        var dot = version.LastIndexOf('.') + 1;
        var told = version[..dot] + version[dot..].PadLeft(own.Length - dot, '0');
        return text => text.Replace(own, told, StringComparison.Ordinal);
    }
}
