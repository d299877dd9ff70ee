using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Tool.Serving;

namespace Streaq.Tool.Otlp;

/// <summary>Receives spans by OTLP on loopback, over gRPC and over HTTP.</summary>
internal sealed class OtlpServer : IAsyncDisposable
{
    /// <summary>The most bytes of a message, decompressed. Exporters send 512 spans at once, about 300 KB.</summary>
    public const int MaxMessage = 8 * 1024 * 1024;

    private readonly WebApplication _app;

    private OtlpServer(WebApplication app)
    {
        _app = app;
        var addresses = Loopback.AddressesOf(app);
        (Grpc, Http) = (addresses[0], addresses[1]);
    }

    /// <summary>The address for spans over gRPC.</summary>
    public string Grpc { get; }

    /// <summary>The address for spans over HTTP.</summary>
    public string Http { get; }

    /// <param name="spans">The store of the received spans.</param>
    /// <param name="grpcPort">The port for gRPC.</param>
    /// <param name="httpPort">The port for HTTP.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="PortTakenException">Another program has one of the ports.</exception>
    public static async Task<OtlpServer> StartAsync(SpanRing spans, int grpcPort, int httpPort, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Kestrel's limit closes the connection without a response. Each protocol below has its own limit.
            kestrel.Limits.MaxRequestBodySize = null;
            Loopback.Listen(kestrel, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            Loopback.Listen(kestrel, httpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore().AddSingleton(spans);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = MaxMessage);
        var app = builder.Build();
        app.Use(Loopback.RefuseOtherHosts);
        app.UseRouting();
        app.MapGrpcService<GrpcTraces>();
        app.MapPost("/v1/traces", (RequestDelegate)(http => HttpTraces.TakeAsync(http, spans)));
        await Loopback.StartAsync(app, [(grpcPort, "--otlp-grpc-port"), (httpPort, "--otlp-http-port")], stop);
        return new OtlpServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
