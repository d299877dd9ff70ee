using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaq.Storage.Redis;

namespace Streaq.Benchmarks.Scaling;

/// <summary>
/// A bare socket that sends an idle worker's read again and again. Thousands of real workers would use up the processors.
/// </summary>
internal sealed class WaitingReader : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Task _loop;

    private WaitingReader(Socket socket, byte[] read)
    {
        _socket = socket;
        _loop = RunAsync(read);
    }

    public static async Task<WaitingReader> StartAsync(string redis, string stream, string consumer)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPEndPoint.Parse(redis));
        string[] words = ["XREADGROUP", "GROUP", RedisKeys.Group, consumer, "COUNT", "1", "BLOCK", "0", "STREAMS", stream, ">"];
        var text = new StringBuilder().Append('*').Append(words.Length).Append("\r\n");
        foreach (var word in words)
        {
            text.Append('$').Append(word.Length).Append("\r\n").Append(word).Append("\r\n");
        }

        return new WaitingReader(socket, Encoding.ASCII.GetBytes(text.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _loop;
    }

    private async Task RunAsync(byte[] read)
    {
        var answer = new byte[512];
        try
        {
            do
            {
                await _socket.SendAsync(read);
            }
            while (await _socket.ReceiveAsync(answer) > 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The trial is over.
        }
    }
}
