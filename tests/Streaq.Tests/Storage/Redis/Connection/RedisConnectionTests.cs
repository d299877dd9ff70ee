using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A Redis that can't be reached, and secrets that its errors must not contain.</summary>
public sealed class RedisConnectionTests
{
    private const string Secret = "hunter2";
    private const string Impatient = $"connectTimeout=500,connectRetry=1,password={Secret}";

    [Fact]
    public Task Open_WithoutAServer_ThrowsWithoutThePassword() => AssertRefusedAsync($"127.0.0.1:{LoopbackPort.Next()},{Impatient}");

    [Theory]
    [InlineData($"localhost,connectTimeout=soon,password={Secret}")]
    [InlineData($"localhost,password={Secret},no such option")]
    [InlineData($"localhost,password={Secret},noSuchOption=1")]
    [InlineData($"localhost,password={Secret},ssl=maybe")]
    [InlineData($"password={Secret}")]
    [InlineData($"redis://:{Secret}@localhost:6379")]
    public Task Open_WithAStringThatCantBeRead_ThrowsWithoutThePassword(string configuration) => AssertRefusedAsync(configuration);

    [Fact]
    public async Task Open_WithAWrongPassword_ThrowsWithoutIt()
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", "another");

        await AssertRefusedAsync($"{server.ConnectionString},{Impatient}");
    }

    [Fact]
    public async Task Command_AfterTheServerDied_ThrowsWithoutThePassword()
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", Secret);
        await using var store = await RedisTaskStore.OpenAsync(
            RedisText.Access($"{server.ConnectionString},password={Secret}"), new StoreOptions("test"), TimeProvider.System);
        await store.EnqueueAsync(Sample.Task("a"), default);
        await server.KillAsync();

        var e = await Assert.ThrowsAsync<StreaqStoreException>(async () => await store.EnqueueAsync(Sample.Task("b"), default));

        Assert.DoesNotContain(Secret, e.ToString());
    }

    [Fact]
    public async Task Address_OfTheStore_IsHostAndPort()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var store = await RedisTaskStore.OpenAsync(RedisText.Access(server.ConnectionString), new StoreOptions("test"), TimeProvider.System);

        Assert.Equal(new StoreAddress("127.0.0.1", server.Port), store.Address);
    }

    private static async Task AssertRefusedAsync(string configuration)
    {
        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => RedisTaskStore.OpenAsync(RedisText.Access(configuration), new StoreOptions("test"), TimeProvider.System));

        Assert.DoesNotContain(Secret, e.ToString());
    }
}
