using System.Net;
using System.Net.Sockets;

namespace Streaq.Chaos.Proxy;

/// <summary>One connection of a client and its continuation to Redis.</summary>
internal sealed class ProxiedConnection(Socket client, ProxyGate gate) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public async Task RunAsync(int target)
    {
        client.NoDelay = true;
        await gate.OpenAsync();
        await _server.ConnectAsync(IPAddress.Loopback, target);
        // When one direction has ended, the other one is useless.
        await await Task.WhenAny(PumpAsync(client, _server, areAnswers: false), PumpAsync(_server, client, areAnswers: true));
    }

    /// <summary>Closes both sides with RST.</summary>
    public void Reset()
    {
        client.Close(0);
        _server.Close(0);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool areAnswers)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var read)
        {
            await gate.OpenAsync();
            if (areAnswers && gate.SwallowsAnswers)
            {
                continue;
            }

            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
        }
    }
}
