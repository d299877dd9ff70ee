using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaq.Chaos.Proxy;

/// <summary>Forwards TCP to Redis. It can also hold all data back, drop the answers, or reset all connections.</summary>
internal sealed class ChaosProxy : IDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _connections = new();

    public ChaosProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public ProxyGate Gate { get; } = new();

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port},connectTimeout=1000,connectRetry=2";

    /// <summary>Closes all connections with RST, as a broken network does.</summary>
    public void Reset()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Reset();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Reset();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                _ = ForwardAsync(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using var connection = new ProxiedConnection(client, Gate);
        _connections[connection] = true;
        try
        {
            await connection.RunAsync(_target);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two sides has disconnected.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Reset();
        }
    }
}
