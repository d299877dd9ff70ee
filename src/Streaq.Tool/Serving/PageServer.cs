using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Dashboard;

namespace Streaq.Tool.Serving;

/// <summary>The options of the pages.</summary>
internal sealed record PageSettings(int Port, bool IsReadOnly, bool ShowPayloads);

/// <summary>Serves the dashboard's pages on loopback.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app) => _app = app;

    /// <summary>The address of the pages.</summary>
    public string Address => Loopback.AddressesOf(_app)[0];

    /// <param name="queues">The queues to show.</param>
    /// <param name="settings">The options of the pages.</param>
    /// <param name="spans">A reader of spans in addition to those in Redis.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="PortTakenException">Another program has the port.</exception>
    public static async Task<PageServer> StartAsync(AllQueues queues, PageSettings settings, ITraceReader? spans, CancellationToken stop)
    {
        // An empty builder reads no environment variables and no files, which could change the address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(
            kestrel => Loopback.Listen(kestrel, settings.Port, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.AddRoutingCore().AddSingleton<IStreaqQueues>(queues);
        builder.Services.AddStreaqDashboard(dashboard =>
        {
            (dashboard.ReadOnly, dashboard.ShowPayloads) = (settings.IsReadOnly, settings.ShowPayloads);
            if (spans is not null)
            {
                dashboard.TraceReaders.Add(spans);
            }
        });
        var app = builder.Build();
        app.Use(Loopback.RefuseOtherHosts);
        app.Use(next => async http =>
        {
            await RefreshAsync(queues, http.RequestAborted);
            await next(http);
        });
        app.UseRouting();
        app.MapStreaqDashboard("/").AllowAnonymousDashboard();
        await Loopback.StartAsync(app, [(settings.Port, "--port")], stop);
        return new PageServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task RefreshAsync(AllQueues queues, CancellationToken aborted)
    {
        try
        {
            await queues.RefreshAsync(aborted).WaitAsync(TimeSpan.FromSeconds(2), aborted);
        }
        catch (Exception e) when (e is StreaqStoreException or TimeoutException)
        {
            // Each page says that Redis is down, and shows the last answers.
        }
    }
}
