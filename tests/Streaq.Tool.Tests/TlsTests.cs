namespace Streaq.Tool.Tests;

/// <summary>The tool and a Redis with TLS only: the certificates that it trusts, and its messages about others.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("localhost:{port},ssl=true,connectTimeout=30000", true, 0)]
    [InlineData("localhost:{port},ssl=true", false, 3)]
    [InlineData("localhost:{port},ssl=true,sslHost=another.example", true, 3)]
    [InlineData("localhost:{port}", true, 3)]
    public async Task Server_IsBelievedByItsAuthorityAndName(string redis, bool trusted, int code)
    {
        await using var server = await RedisServer.StartOwnAsync(_certificates.RedisArguments());

        Assert.Equal(code, (await LookAsync(redis, server, trusted)).Code);
    }

    [Fact]
    public async Task Client_WithoutACertificate_IsRefusedWhereOneIsRequired()
    {
        await using var server = await RedisServer.StartOwnAsync(_certificates.RedisArguments(clientCertificates: true));

        Assert.Equal(ExitCode.Store, (await LookAsync("localhost:{port},ssl=true", server, trusted: true)).Code);
        Assert.Equal(ExitCode.Done, (await LookAsync(
            "localhost:{port},ssl=true", server, trusted: true,
            ("SERedis_ClientCertPfxPath", _certificates.Client), ("SERedis_ClientCertPassword", TestCertificates.ClientPassword))).Code);
    }

    private async Task<ToolRun> LookAsync(string redis, RedisServer server, bool trusted, params (string Name, string Value)[] more)
    {
        var environment = more.ToDictionary(variable => variable.Name, variable => variable.Value);
        environment["STREAQ_REDIS"] = $"{redis.Replace("{port}", $"{server.Port}")},connectRetry=1,password=hunter2";
        if (trusted)
        {
            environment["SSL_CERT_FILE"] = _certificates.Authority;
        }

        var run = await ToolRun.OwnProcessAsync(native: null, environment, "queues");
        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
        return run;
    }
}
