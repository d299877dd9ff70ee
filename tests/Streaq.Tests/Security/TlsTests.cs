using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tests.Storage.Redis;
using Streaq.Tests.Workers;

namespace Streaq.Tests.Security;

/// <summary>
/// A Redis with TLS only. A process reads at its start, from its environment, which authority it trusts and which certificate it sends, so
/// the clients are processes of their own.
/// </summary>
[Trait("Category", "Slow")]
public sealed class TlsTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly TestCertificates _certificates = new();
    private readonly string _queue = $"test-{Guid.NewGuid():N}";

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("localhost:{port},ssl=true")]
    [InlineData("127.0.0.1:{port},ssl=true")]
    [InlineData("127.0.0.1:{port},ssl=true,sslHost=localhost")]
    public async Task Process_ThatTrustsTheAuthority_EnqueuesAndRunsOverTls(string configuration)
    {
        await using var server = await StartAsync();

        await AssertRunsAsync(configuration, server);
    }

    [Fact]
    public async Task Process_WithAClientCertificate_IsAcceptedWhereOneIsRequired()
    {
        await using var server = await StartAsync(clientCertificates: true);

        await AssertRunsAsync(
            "localhost:{port},ssl=true", server, ("SERedis_ClientCertPfxPath", _certificates.Client), ("SERedis_ClientCertPassword", TestCertificates.ClientPassword));
    }

    [Fact]
    public async Task Connect_ToAServerOfAnUnknownAuthority_IsRefused()
    {
        await using var server = await StartAsync();

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => ConnectAsync("localhost:{port},ssl=true", server));

        Assert.Contains("can't be reached", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_InTheClearToATlsPort_IsRefused()
    {
        await using var server = await StartAsync();

        await Assert.ThrowsAsync<StreaqStoreException>(() => ConnectAsync("localhost:{port}", server));
    }

    private async Task AssertRunsAsync(string configuration, RedisServer server, params (string Name, string Value)[] environment)
    {
        await using var worker = WorkerProcess.Start(
            Fill(configuration, server), _queue, Lease,
            environment: [("SSL_CERT_FILE", _certificates.Authority), ("STREAQ_TEST_ENQUEUE", "21"), .. environment]);

        Assert.Equal("42", (await worker.WaitForAsync(line => line.Event == "result")).Id);
    }

    private static async Task ConnectAsync(string configuration, RedisServer server)
    {
        var options = new StoreOptions("test");
        await using var store = await RedisTaskStore.OpenAsync(RedisText.Access($"{Fill(configuration, server)},connectTimeout=1000,connectRetry=1"), options, TimeProvider.System);
    }

    private static string Fill(string configuration, RedisServer server) => configuration.Replace("{port}", $"{server.Port}", StringComparison.Ordinal);

    private Task<RedisServer> StartAsync(bool clientCertificates = false) => RedisServer.StartOwnAsync(_certificates.RedisArguments(clientCertificates));
}
