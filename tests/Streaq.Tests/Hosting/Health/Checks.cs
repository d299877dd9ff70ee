using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.Tests.Hosting.Health;

/// <summary>Runs checks as ASP.NET Core and publishers do: with the health check service of the host.</summary>
internal static class Checks
{
    public static async Task<HealthReportEntry> CheckAsync(this IServiceProvider services) =>
        Assert.Single((await services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(QueueHost.Patience)).Entries).Value;

    public static Task<HealthReportEntry> CheckAsync(this QueueHost host) => host.Services.CheckAsync();

    /// <summary>Returns the check's data about a queue.</summary>
    public static StreaqQueueHealth Of(this HealthReportEntry entry, string queue) => Assert.IsType<StreaqQueueHealth>(entry.Data[queue]);

    /// <summary>Adds a check of all queues, for <see cref="QueueHost"/>.</summary>
    public static Action<IServiceCollection> Add(Action<StreaqHealthCheckOptions>? options = null, FakeTime? time = null, HealthStatus? failure = null) => services =>
    {
        services.AddHealthChecks().AddStreaqHealthCheck(options, failureStatus: failure);
        if (time is not null)
        {
            services.AddClock(time);
        }
    };
}
