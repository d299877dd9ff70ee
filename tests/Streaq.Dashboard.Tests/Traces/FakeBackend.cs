using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Dashboard.Tests.Traces;

/// <summary>A tracing backend on a port of its own with prepared answers.</summary>
internal sealed class FakeBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeBackend(WebApplication app) => _app = app;

    /// <summary>The requests that it got, each with the header <c>Authorization</c>.</summary>
    public ConcurrentQueue<(string Path, string? Authorization)> Asked { get; } = new();

    /// <summary>Answers a request. By default it has no trace.</summary>
    public RequestDelegate Answer { get; set; } = http =>
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FakeBackend> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var backend = new FakeBackend(builder.Build());
        backend._app.Run(http =>
        {
            backend.Asked.Enqueue((http.Request.Path, http.Request.Headers.Authorization));
            return backend.Answer(http);
        });
        await backend._app.StartAsync();
        return backend;
    }

    public void AnswerWith(string json, int status = StatusCodes.Status200OK) => Answer = http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
