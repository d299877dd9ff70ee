using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Detects that no server accepts a connection. The client does not always notice: if the refusal comes before the client begins to wait
/// for the server, each of its tries waits for the whole time-out.
/// </summary>
internal static class ConnectionRefusal
{
    /// <summary>A connection that is open by then is not checked.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(200);

    /// <summary>A server that neither accepts nor refuses within this time is left to the client's own time-out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>Whether the client is still connecting although no server can be reached.</returns>
    public static async Task<bool> IsOfAllAsync(Task connecting, ConfigurationOptions options)
    {
        await connecting.WaitAsync(Usual).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Only the client can connect through a tunnel.
        if (connecting.IsCompleted || options.Tunnel is not null)
        {
            return false;
        }

        var refusals = await Task.WhenAll(options.EndPoints.Select(server => IsRefusedAsync(server, options))).ConfigureAwait(false);
        return refusals.Length > 0 && Array.TrueForAll(refusals, static refused => refused) && !connecting.IsCompleted;
    }

    private static async Task<bool> IsRefusedAsync(EndPoint server, ConfigurationOptions options)
    {
        if (ConnectionDiagnosis.Address(server, options) is not var (host, port))
        {
            return false;
        }

        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
