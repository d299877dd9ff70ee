using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Streaq.Chaos.Fleet;

/// <summary>
/// Notes when a running Redis did not answer for long: the disk was slow with <c>appendfsync always</c>, or the machine was too busy. That
/// explains leases that ran out then. A Redis that is down is a fault of the plan, and is not noted.
/// </summary>
internal static class RedisWatch
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static void Start(int port, TimeSpan worthNoting, Action<DateTimeOffset, DateTimeOffset> stalled) => new Thread(() =>
    {
        while (true)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Connect(IPAddress.Loopback, port);
                Ask(socket, worthNoting, stalled);
            }
            catch (SocketException)
            {
                // Redis is down.
            }

            Thread.Sleep(Step);
        }
    })
    { IsBackground = true, Name = "redis watch" }.Start();

    private static void Ask(Socket socket, TimeSpan worthNoting, Action<DateTimeOffset, DateTimeOffset> stalled)
    {
        var answer = new byte[64];
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            // Redis holds answers back until earlier writes are on disk, so any command shows a slow disk.
            socket.Send("PING\r\n"u8);
            if (socket.Receive(answer) == 0)
            {
                return;
            }

            var took = Stopwatch.GetElapsedTime(began);
            if (took > worthNoting)
            {
                var now = DateTimeOffset.UtcNow;
                stalled(now - took, now);
            }

            Thread.Sleep(Step);
        }
    }
}
