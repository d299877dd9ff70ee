using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Streaq.Benchmarks.Boards;

/// <summary>An application that mounts the dashboard of a queue and counts the commands that it sends.</summary>
internal sealed class MountedBoard : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConnectionMultiplexer _redis;
    private readonly string _queue;
    private ProfilingSession? _session;

    private MountedBoard(WebApplication app, ConnectionMultiplexer redis, string queue)
    {
        (_app, _redis, _queue) = (app, redis, queue);
        redis.RegisterProfiler(() => Volatile.Read(ref _session));
        var address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"{address}/streaq/") };
    }

    /// <summary>A client whose base address is the dashboard.</summary>
    public HttpClient Http { get; }

    public static async Task<MountedBoard> StartAsync(string redis, string queue)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddStreaq(options =>
        {
            options.Queue = queue;
            options.UseRedis(_ => connection);
        });
        builder.Services.AddStreaqDashboard();
        var app = builder.Build();
        app.MapStreaqDashboard("/streaq").AllowAnonymousDashboard();
        await app.StartAsync();
        return new MountedBoard(app, connection, queue);
    }

    /// <summary>Makes the next page read from Redis again, as an action does.</summary>
    public async Task ForgetAsync()
    {
        using var action = new HttpRequestMessage(HttpMethod.Post, $"{_queue}/resume");
        action.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await Http.SendAsync(action);
        if (answer.StatusCode is not HttpStatusCode.SeeOther)
        {
            throw new InvalidOperationException($"The action was answered with {answer.StatusCode}.");
        }
    }

    /// <returns>How many commands were sent to Redis during the work.</returns>
    public async Task<int> CallsOfAsync(Func<Task> work)
    {
        var session = new ProfilingSession();
        Volatile.Write(ref _session, session);
        await work();
        Volatile.Write(ref _session, null);
        return session.FinishProfiling().Count();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
