using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class LoginQuestionTests
{
    private const string Secret = "hünter2";

    [Fact]
    public async Task Question_OfAServer_IsTheFirstThatItReads()
    {
        using var server = Listening();
        var serving = ServeAsync(server, "-WRONGPASS invalid username-password pair or user is disabled.\r\n");

        var answer = await LoginQuestion.AskAsync(server.LocalEndpoint, Login());

        Assert.StartsWith("-WRONGPASS", answer);
        Assert.Equal($"*3\r\n$4\r\nAUTH\r\n$3\r\nann\r\n$8\r\n{Secret}\r\n", await serving);
    }

    [Fact]
    public async Task Question_OverTls_DoesNotSendThePasswordToAServerWithoutIt()
    {
        using var server = Listening();
        var serving = ServeAsync(server, "-ERR unknown command\r\n");
        var login = Login();
        login.Ssl = true;

        Assert.Null(await LoginQuestion.AskAsync(server.LocalEndpoint, login));
        Assert.DoesNotContain(Secret, await serving);
    }

    [Fact]
    public async Task Question_OfAServerThatCloses_HasNoAnswer()
    {
        using var server = Listening();
        var serving = ServeAsync(server, "");

        Assert.Null(await LoginQuestion.AskAsync(server.LocalEndpoint, Login()));
        await serving;
    }

    [Fact]
    public async Task Question_OfAPortWithoutAServer_HasNoAnswer() =>
        Assert.Null(await LoginQuestion.AskAsync(new IPEndPoint(IPAddress.Loopback, LoopbackPort.Next()), Login()));

    [Theory]
    [InlineData("right", "+OK")]
    [InlineData("wrong", "-WRONGPASS")]
    public async Task Question_OfRedis_TellsWhetherItTakesTheLogin(string password, string begins)
    {
        await using var redis = await RedisServer.StartOwnAsync("--user", "ann", "on", ">right", "~*", "+@all");
        var login = ConfigurationOptions.Parse($"{redis.ConnectionString},user=ann,password={password}");

        Assert.StartsWith(begins, await LoginQuestion.AskAsync(login.EndPoints[0], login));
    }

    private static ConfigurationOptions Login() => new() { User = "ann", Password = Secret };

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <returns>The first request.</returns>
    private static async Task<string> ServeAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var length = await stream.ReadAsync(buffer);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
