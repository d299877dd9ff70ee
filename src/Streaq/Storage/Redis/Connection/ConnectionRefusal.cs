using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Finds out that no server takes a connection. The client does not always notice. If it is refused before it has begun to wait for the
/// server, it waits for its whole time-out at each of its tries.
/// </summary>
internal static class ConnectionRefusal
{
    /// <summary>A connection that stands sooner is not looked into.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(200);

    /// <summary>A server that says neither yes nor no for so long is the client's to wait for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>Whether the client is still connecting, and each of the servers is known not to be reached.</returns>
    public static async Task<bool> IsOfAllAsync(Task connecting, ConfigurationOptions options)
    {
        await connecting.WaitAsync(Usual).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What stands between is asked by the client alone.
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
