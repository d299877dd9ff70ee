using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Streaq.TestWorker;

/// <summary>
/// An application as it is deployed, stopped by SIGTERM: <c>Streaq.TestWorker deployment REDIS QUEUE SETTINGS</c>. It has several queues,
/// services before and after them that are slow to stop, and a web server with a request that does not end.
/// </summary>
internal static class Deployment
{
    private static readonly TaskDefinition<int> Steady = new("deploy.steady");
    private static readonly TaskDefinition<int> Heeds = new("deploy.heeds");
    private static readonly TaskDefinition<int> Ignores = new("deploy.ignores");

    public static async Task RunAsync(string redis, string queue, string settings)
    {
        var set = JsonSerializer.Deserialize<Settings>(settings)!;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = TimeSpan.FromSeconds(set.ShutdownSeconds);
            host.ServicesStopConcurrently = set.Concurrently;
        });
        builder.Services.AddSingleton<IHostedService>(new SlowService(set.SlowSeconds));
        for (var number = 0; number < set.Queues; number++)
        {
            Add(builder.Services, redis, $"{queue}-{number}");
        }

        builder.Services.AddSingleton<IHostedService>(new SlowService(set.SlowSeconds));
        var app = builder.Build();
        app.Run(StreamAsync);
        await app.StartAsync();
        // Registered last of all, so it is called first: callbacks run in reverse order.
        app.Lifetime.ApplicationStopping.Register(() => Say(new { Event = "stopping" }));
        Say(new { Event = "started", Id = app.Urls.Single() });
        await app.WaitForShutdownAsync();
        await app.DisposeAsync();
        Say(new { Event = "stopped" });
    }

    private static void Add(IServiceCollection services, string redis, string queue)
    {
        var streaq = services.AddStreaq(queue, options => (options.Redis, options.Queue) = (redis, queue));
        streaq.AddWorker(worker => worker.Concurrency = 4);
        streaq.Map(Steady, async (int _, TaskContext context) =>
        {
            Began(context);
            await Task.Delay(20);
        });
        streaq.Map(Heeds, async (int _, TaskContext context, CancellationToken stop) =>
        {
            Began(context);
            await Task.Delay(Timeout.Infinite, stop);
        }).WithMaxAttempts(1);
        streaq.Map(Ignores, (int _, TaskContext context) =>
        {
            Began(context);
            return new TaskCompletionSource().Task;
        }).WithMaxAttempts(1);
    }

    private static async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("data: open\n\n");
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }

    private static void Began(TaskContext context) => Say(new { Event = "began", Id = context.TaskId, Name = context.TaskName });

    private static void Say(object line) => Console.WriteLine(JsonSerializer.Serialize(line));

    /// <summary>The settings of a deployment.</summary>
    /// <param name="Queues">The number of queues.</param>
    /// <param name="ShutdownSeconds">How long the host waits for its services.</param>
    /// <param name="SlowSeconds">How long the other services take to stop.</param>
    /// <param name="Concurrently">Whether services stop concurrently.</param>
    internal sealed record Settings(int Queues, double ShutdownSeconds, double SlowSeconds, bool Concurrently);

    private sealed class SlowService(double seconds) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(seconds), CancellationToken.None);
    }
}
