using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaq.TestSupport;

/// <summary>A way to Redis on which every connection is a user's from its first byte, for clients that can't name one.</summary>
public sealed class LoginProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections = [];
    private readonly RedisServer _server;
    private readonly byte[] _login;
    private readonly Task _accepting;

    public LoginProxy(RedisServer server, string user, string password)
    {
        _server = server;
        _login = Encoding.ASCII.GetBytes($"AUTH {user} {password}\r\n");
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
            await upstream.ConnectAsync(IPAddress.Loopback, _server.Port, _stop.Token);
            var (near, far) = (client.GetStream(), upstream.GetStream());
            await far.WriteAsync(_login, _stop.Token);
            var answer = new byte["+OK\r\n".Length];
            await far.ReadExactlyAsync(answer, _stop.Token);
            if (answer[0] == '+')
            {
                await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
            }
        }
    }
}
