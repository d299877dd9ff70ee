using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Streaq.TestSupport;

namespace Streaq.Aspire.Tests;

/// <summary>samples/Aspire, started by its AppHost.</summary>
public sealed class AppHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Order_OfTheWebApplication_IsATraceInTheDashboard()
    {
        await using var redis = await RedisServer.StartOwnAsync();
        await using var host = await StartAsync(redis.ConnectionString);
        using var telemetry = new AspireTelemetry(host.GetEndpoint("aspire-dashboard", "http"), Patience);
        using var web = host.CreateHttpClient("web", "http");
        await host.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(Patience);

        using var answer = await web.PostAsJsonAsync("/orders", new { Customer = "ann", Item = "lamp", Count = 2 });
        var trace = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString()!;

        string[] promised =
        [
            "web: enqueue orders.confirm",
            "worker: process orders.confirm",
            "worker: enqueue receipts.send",
            "worker: process receipts.send",
        ];
        await telemetry.WaitForSpansAsync(trace, spans => promised.All(spans.Select(Shown).Contains));
        Assert.Contains(await telemetry.SpansAsync(trace), span => span.Name == "POST /orders" && span.ParentId is null);
    }

    [Fact]
    public async Task Redis_WithoutAConnectionString_IsAContainer()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>();

        var redis = Assert.IsType<RedisResource>(Assert.Single(builder.Resources, resource => resource.Name == "redis"));
        Assert.True(redis.IsContainer());
        var programs = builder.Resources.OfType<ProjectResource>().Select(program => (program.Name, program.GetReplicaCount()));
        Assert.Equal([("web", 1), ("worker", 2)], programs);
    }

    /// <summary>Returns what the dashboard shows in a line of the trace.</summary>
    private static string Shown(AspireSpan span) => $"{span.Service}: {span.Attributes.GetValueOrDefault("messaging.operation")}";

    private static async Task<DistributedApplication> StartAsync(string redis)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--ConnectionStrings:redis={redis}"],
            (options, settings) =>
            {
                options.DisableDashboard = false;
                (settings.Configuration ??= new ConfigurationManager()).AddInMemoryCollection(
                [
                    new("ASPNETCORE_URLS", "http://127.0.0.1:0"),
                    new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://127.0.0.1:0"),
                    new("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
                    new("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"),
                ]);
            });
        var host = await builder.BuildAsync();
        try
        {
            await host.StartAsync().WaitAsync(Patience);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
