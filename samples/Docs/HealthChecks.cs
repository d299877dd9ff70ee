using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaq;

namespace Docs;

internal static class HealthChecks
{
    public static void Add(IServiceCollection services)
    {
        #region add
        services.AddHealthChecks().AddStreaqHealthCheck(health => health.MaxQueueAge = TimeSpan.FromMinutes(5));
        #endregion
    }

    public static async Task RunWorkerAsync(string[] args)
    {
        #region worker
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseUrls("http://127.0.0.1:8080");
        builder.Services.AddHealthChecks().AddStreaqHealthCheck();
        var streaq = builder.Services.AddStreaq(options => options.Redis = "localhost:6379");
        streaq.AddWorker();
        streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>();

        var app = builder.Build();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        await app.RunAsync();
        #endregion
    }

    public static void AddEach(IServiceCollection services)
    {
        #region several
        services.AddHealthChecks()
            .AddStreaqHealthCheck(health => health.Queues.Add("default"))
            .AddStreaqHealthCheck(
                health =>
                {
                    health.Queues.Add("emails");
                    health.MaxQueueAge = TimeSpan.FromMinutes(1);
                },
                name: "emails",
                tags: ["ready", "mail"]);
        #endregion
    }

    public static void AddFile(IServiceCollection services)
    {
        #region publisher
        services.AddSingleton<IHealthCheckPublisher>(new ReadyFile("/tmp/ready"));
        services.Configure<HealthCheckPublisherOptions>(publish => publish.Period = TimeSpan.FromSeconds(10));
        #endregion
    }
}

#region file
internal sealed class ReadyFile(string path) : IHealthCheckPublisher
{
    public async Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        if (report.Status is HealthStatus.Unhealthy)
        {
            File.Delete(path);
        }
        else
        {
            await File.WriteAllTextAsync(path, $"{report.Status}", cancellationToken);
        }
    }
}
#endregion

#region data
internal sealed class HealthLog(HealthCheckService checks)
{
    public async Task<IEnumerable<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains("ready"), cancellationToken);
        return report.Entries.SelectMany(entry => entry.Value.Data.Values).OfType<StreaqQueueHealth>()
            .Select(queue => $"{queue.Queue}: {queue.Status}, {queue.Ready} ready, the oldest for {queue.OldestAge}");
    }
}
#endregion
