using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaq.TestSupport;

/// <summary>A proxy to Redis that changes requests and answers, to stand for servers that the machine does not have.</summary>
public sealed class RewritingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly int _port;
    private readonly Func<string, string> _requests;
    private readonly Func<string, string> _answers;
    private readonly Task _accepting;

    /// <param name="port">The port of Redis.</param>
    /// <param name="requests">Changes the client's data, in pieces as they arrive.</param>
    /// <param name="answers">Changes the data of Redis.</param>
    public RewritingProxy(int port, Func<string, string>? requests = null, Func<string, string>? answers = null)
    {
        (_port, _requests, _answers) = (port, requests ?? Unchanged, answers ?? Unchanged);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static string Unchanged(string text) => text;

    private async Task AcceptAsync()
    {
        while (true)
        {
            _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var upstream = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await upstream.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
            var (near, far) = (client.GetStream(), upstream.GetStream());
            await Task.WhenAny(CopyAsync(near, far, _requests), CopyAsync(far, near, _answers));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<string, string> rewrite)
    {
        var buffer = new byte[1 << 16];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            await to.WriteAsync(Encoding.Latin1.GetBytes(rewrite(Encoding.Latin1.GetString(buffer, 0, count))), _stop.Token);
        }
    }
}
