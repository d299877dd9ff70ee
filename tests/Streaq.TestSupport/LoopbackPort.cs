using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaq.TestSupport;

/// <summary>
/// Chooses ports for servers that tests start, kill and start again. None is a port that the system gives to the client side of a
/// connection. Otherwise a client that reconnects while its server is down could get the server's port and block it, or connect to itself.
/// No port is chosen twice, so that no server starts where clients of a killed one still connect.
/// </summary>
public static class LoopbackPort
{
    /// <summary>The port of a cluster node's bus is higher by this, by Redis's rule.</summary>
    public const int BusOffset = 10_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Returns a port that is free together with the one for a cluster's bus.</summary>
    public static int Next()
    {
        for (; ; )
        {
            var port = Random.Shared.Next(12_000, 22_000);
            if (IsFree(port) && IsFree(port + BusOffset) && Given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
