using System.Net;
using System.Net.Sockets;

namespace Streaq.Benchmarks.Queues;

/// <summary>An OTLP receiver that drops all data.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private long _bytes;

    private OtlpSink(int port)
    {
        Endpoint = new Uri($"http://127.0.0.1:{port}/v1/traces");
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    public long Bytes => Interlocked.Read(ref _bytes);

    public static OtlpSink Start()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        return new OtlpSink(port);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[64 * 1024];
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                for (int read; (read = await context.Request.InputStream.ReadAsync(buffer)) > 0;)
                {
                    Interlocked.Add(ref _bytes, read);
                }

                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
