using System.Net;
using System.Net.Sockets;
using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Each cause of a failed connection has its own message, without a secret.</summary>
public sealed class ConnectionDiagnosisTests
{
    private const string Secret = "hunter2";
    /// <summary>For servers that do not answer.</summary>
    private const string Impatient = "connectTimeout=1000,connectRetry=1";

    [Theory]
    [InlineData("", "wants a password, and the connection string has none")]
    [InlineData($",password={Secret}", "refuses the login")]
    [InlineData($",user=ann,password={Secret}", "refuses the login")]
    public async Task Open_WithoutTheRightPassword_SaysSo(string login, string cause)
    {
        await using var server = await RedisServer.StartOwnAsync("--requirepass", "another");

        await AssertCauseAsync(cause, $"{server.ConnectionString}{login}");
    }

    /// <summary>The client would go on as the default user, who has all permissions here.</summary>
    [Theory]
    [InlineData($"user=ann,password={Secret}", false)]
    [InlineData($"user=unknown,password={Secret}", false)]
    [InlineData("user=ann", false)]
    [InlineData($"user=default,password={Secret}", true)]
    [InlineData($"password={Secret}", true)]
    [InlineData("user=ann,password=right", true)]
    [InlineData("user=free", true)]
    public async Task Open_WithALoginWhereTheDefaultUserIsOpen_IsOfThatUserOrRefused(string login, bool isTaken)
    {
        string[] rights = ["~*", "&*", "+@all"];
        await using var server = await RedisServer.StartOwnAsync(
            ["--user", "ann", "on", ">right", .. rights, "-acl", "--user", "free", "on", "nopass", .. rights]);
        var configuration = $"{server.ConnectionString},{login}";

        if (!isTaken)
        {
            await AssertCauseAsync($"Redis at {server.ConnectionString} refuses the login", configuration);
            return;
        }

        await using var store = await RedisTaskStore.OpenAsync(RedisText.Access(configuration), new StoreOptions("test"), TimeProvider.System);
        Assert.Equal(TaskState.NotFound, (await store.LookUpAsync("any", default)).State);
    }

    [Fact]
    public Task Open_OfAPortWithoutAServer_SaysSo() =>
        AssertCauseAsync("no server listens on that port", $"127.0.0.1:{LoopbackPort.Next()}");

    [Fact]
    public Task Open_OfAnUnknownHost_SaysSo() => AssertCauseAsync("the name of the host is not known", "no-such-host.invalid:6379");

    [Fact]
    public async Task Open_OfAMissingDatabase_SaysHowManyThereAre()
    {
        await using var server = await RedisServer.StartOwnAsync("--databases", "4");

        await AssertCauseAsync("has 4 databases, from 0 on, and the connection string names 9", $"{server.ConnectionString},defaultDatabase=9");
    }

    [Fact]
    public async Task Open_OfAReplica_SaysToNameThePrimary()
    {
        await using var primary = await RedisServer.StartOwnAsync();
        await using var replica = await primary.StartReplicaAsync();

        await AssertCauseAsync("is a replica, which takes no writes", replica.ConnectionString);
    }

    [Fact]
    public async Task Open_OfASentinel_SaysToNameTheService()
    {
        await using var primary = await RedisNode.StartAsync();
        await using var sentinel = await RedisNode.StartSentinelAsync($"sentinel monitor main 127.0.0.1 {primary.Port} 1");

        await AssertCauseAsync("is a sentinel: name the service with 'serviceName=…'", $"{sentinel.Address},{Impatient}");
    }

    [Fact]
    public async Task Open_OverTlsOfAServerWithoutIt_SaysSo()
    {
        await using var server = await RedisServer.StartOwnAsync();

        await AssertCauseAsync("speaks no TLS, which 'ssl=true' asks for", $"{server.ConnectionString},ssl=true,{Impatient}");
    }

    [Theory]
    [InlineData("-LOADING Redis is loading the dataset in memory\r\n", "is loading its data")]
    [InlineData("-DENIED Redis is running in protected mode because protected mode is enabled\r\n", "is in protected mode")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "is not Redis: another program answers on that port")]
    [InlineData("", "closes the connection: does it expect TLS")]
    public async Task Open_OfAServerThatAnswers_ExplainsTheAnswer(string answer, string cause)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, System.Text.Encoding.ASCII.GetBytes(answer));

        await AssertCauseAsync(cause, $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port},password={Secret},{Impatient}");

        listener.Stop();
        await Record.ExceptionAsync(() => serving);
    }

    private static async Task AssertCauseAsync(string cause, string configuration)
    {
        var e = await Assert.ThrowsAsync<StreaqStoreException>(
            () => RedisTaskStore.OpenAsync(RedisText.Access(configuration), new StoreOptions("test"), TimeProvider.System));

        Assert.Contains(cause, e.Message);
        Assert.DoesNotContain(Secret, e.ToString());
    }

    /// <summary>Sends the same answer to any request, and closes.</summary>
    private static async Task ServeAsync(TcpListener listener, byte[] answer)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(answer);
        }
    }
}
