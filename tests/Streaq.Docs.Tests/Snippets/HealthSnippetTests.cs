using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The snippets of the guide to health checks, on the embedded store.</summary>
public sealed class HealthSnippetTests
{
    [Fact]
    public async Task Checks_OfTwoQueues_AreHealthyAndLogged()
    {
        await using var provider = Build(HealthChecks.AddEach);
        var checks = provider.GetRequiredService<HealthCheckService>();

        var report = await checks.CheckHealthAsync();
        var lines = await new HealthLog(checks).ReadAsync(default);

        Assert.Equal((HealthStatus.Healthy, 2), (report.Status, report.Entries.Count));
        Assert.Equal(["default: Healthy, 0 ready, the oldest for 00:00:00", "emails: Healthy, 0 ready, the oldest for 00:00:00"], lines.Order());
    }

    [Fact]
    public async Task ReadyFile_IsThereWhileTheChecksPass()
    {
        await using var provider = Build(HealthChecks.Add);
        var path = Path.GetTempFileName();
        var file = new ReadyFile(path);

        await file.PublishAsync(await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(), default);
        Assert.Equal("Healthy", await File.ReadAllTextAsync(path));
        await file.PublishAsync(new HealthReport(new Dictionary<string, HealthReportEntry>(), HealthStatus.Unhealthy, TimeSpan.Zero), default);

        Assert.False(File.Exists(path));
    }

    private static ServiceProvider Build(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStreaq(options => options.UseEmbeddedStore());
        services.AddStreaq("emails", options => options.UseEmbeddedStore());
        add(services);
        return services.BuildServiceProvider();
    }
}
