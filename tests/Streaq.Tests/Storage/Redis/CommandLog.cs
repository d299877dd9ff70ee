using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Records what Redis runs, commands of scripts included, with <c>MONITOR</c>.</summary>
internal sealed class CommandLog : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _lines;

    private CommandLog(TcpClient client)
    {
        _client = client;
        _lines = new StreamReader(client.GetStream(), Encoding.UTF8);
    }

    public static async Task<CommandLog> BeginAsync(string address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(address));
        var log = new CommandLog(client);
        await client.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray());
        Assert.Equal("+OK", await log._lines.ReadLineAsync());
        return log;
    }

    /// <summary>Returns the commands with this text that Redis has run since the log began, or since the last call.</summary>
    public async Task<List<string>> SinceAsync(RawRedis raw, string text)
    {
        var mark = Guid.NewGuid().ToString("N");
        await raw.Database.ExecuteAsync("ECHO", mark);
        var found = new List<string>();
        while (await _lines.ReadLineAsync() is { } line && !line.Contains(mark, StringComparison.Ordinal))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                found.Add(line);
            }
        }

        return found;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
