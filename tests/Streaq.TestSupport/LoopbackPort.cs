using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Streaq.TestSupport;

/// <summary>
/// Ports for servers that tests start, kill and start again. None is one that the system gives to the client side of a
/// connection: while a server is away, a client that reconnects could be given its very port and keep it from its return,
/// or be connected to itself. And none is given twice, so that no server comes up where the clients of a killed one still call.
/// </summary>
public static class LoopbackPort
{
    /// <summary>What Redis adds to the port of a cluster's node for the bus.</summary>
    public const int BusOffset = 10_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that is free together with that of the cluster's bus.</summary>
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
