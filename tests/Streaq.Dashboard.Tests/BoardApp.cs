using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Dashboard.Tests;

/// <summary>The set-up of a test's application.</summary>
public sealed record BoardSetUp
{
    public string Mount { get; init; } = "/streaq";

    /// <summary>The application's path base.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>A prefix that is removed before the application sees the request, as by a proxy that does not forward it.</summary>
    public string HiddenPrefix { get; init; } = "";

    public string Environment { get; init; } = "Production";

    /// <summary>The address that the application sees as its caller's.</summary>
    public string Caller { get; init; } = "127.0.0.1";

    public string? Redis { get; init; }

    public TimeProvider? Time { get; init; }

    public Action<StreaqDashboardOptions> Options { get; init; } = _ => { };

    public Action<StreaqBuilder> Queue { get; init; } = _ => { };

    public Action<IServiceCollection> Services { get; init; } = _ => { };

    public Action<IEndpointConventionBuilder> Conventions { get; init; } = board => board.AllowAnonymousDashboard();
}

/// <summary>An application with the dashboard, on a port of its own.</summary>
public sealed class BoardApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BoardApp(WebApplication app, LogRecorder logs, string address, string mount)
    {
        (_app, Logs, Origin) = (app, logs, address);
        Root = $"{address}{mount.TrimEnd('/')}/";
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(Root) };
    }

    public LogRecorder Logs { get; }

    /// <summary>The address of the application, without a slash at the end.</summary>
    public string Origin { get; }

    /// <summary>The address of the dashboard, with a slash at the end.</summary>
    public string Root { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public IStreaqClient Client => _app.Services.GetRequiredService<IStreaqClient>();

    public IStreaqClient ClientOf(string key) => _app.Services.GetRequiredKeyedService<IStreaqClient>(key);

    public static async Task<BoardApp> StartAsync(BoardSetUp? setUp = null)
    {
        var set = setUp ?? new BoardSetUp();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = set.Environment });
        var logs = new LogRecorder();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        if (set.Time is { } time)
        {
            builder.Services.AddSingleton(time);
        }

        var queue = builder.Services.AddStreaq(options =>
        {
            options.UseEmbeddedStore();
            options.Redis = set.Redis;
        });
        builder.Services.AddStreaqDashboard(set.Options);
        builder.Services.AddAuthorization(authorization => authorization.AddPolicy("operators", policy => policy.RequireClaim("role", "operator")));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, TestUser>("test", configureOptions: null);
        set.Services(builder.Services);
        set.Queue(queue);

        var app = builder.Build();
        app.Use((http, next) =>
        {
            http.Connection.RemoteIpAddress = IPAddress.Parse(set.Caller);
            if (set.HiddenPrefix.Length > 0 && http.Request.Path.StartsWithSegments(set.HiddenPrefix, out var rest))
            {
                http.Request.Path = rest;
            }

            return next(http);
        });
        app.UsePathBase(set.PathBase);
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        set.Conventions(app.MapStreaqDashboard(set.Mount));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new BoardApp(app, logs, address, set.HiddenPrefix + set.PathBase + set.Mount);
    }

    /// <summary>Posts a form as a browser does from a page of the dashboard.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await Http.SendAsync(request);
    }

    /// <summary>
    /// Stops its workers, which leave the queue. Disposal alone is a crash to them: others wait for what a read still brings them.
    /// </summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        Logs.Dispose();
    }
}
