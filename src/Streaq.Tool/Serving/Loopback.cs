using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tool.Serving;

/// <summary>Starts servers that only this machine can reach.</summary>
internal static class Loopback
{
    /// <summary>Listens on both addresses of <c>localhost</c>; for port 0, a free port, on the address of IPv4 only.</summary>
    public static void Listen(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        if (port == 0)
        {
            kestrel.Listen(IPAddress.Loopback, port, configure);
        }
        else
        {
            kestrel.ListenLocalhost(port, configure);
        }
    }

    /// <param name="app">The server.</param>
    /// <param name="ports">Its ports, with the options that set them.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="PortTakenException">Another program has one of them.</exception>
    public static async Task StartAsync(WebApplication app, IReadOnlyList<(int Port, string Option)> ports, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            var (port, option) = ports.FirstOrDefault(
                port => e.Message.Contains($":{port.Port}:", StringComparison.Ordinal), ports[0]);
            throw new PortTakenException(port, option, e);
        }
    }

    /// <summary>Returns one address for each port, with <c>localhost</c> as the host.</summary>
    public static IReadOnlyList<string> AddressesOf(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => $"http://localhost:{new Uri(address).Port}").Distinct(StringComparer.Ordinal),
    ];

    /// <summary>
    /// Refuses requests for a host that is not this machine. Only programs on this machine can connect, but a page of another site in a
    /// browser here may use a name that resolves to this machine.
    /// </summary>
    public static RequestDelegate RefuseOtherHosts(RequestDelegate next) => async http =>
    {
        var host = http.Request.Host.Host;
        if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync("This server is for programs on its own machine: ask for localhost.\n", http.RequestAborted);
    };
}
