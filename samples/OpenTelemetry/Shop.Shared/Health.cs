using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shop;

/// <summary>What Kubernetes and Docker ask: does the process answer, and can it work?</summary>
public static class Health
{
    /// <summary>On port 8080 of this machine, unless <c>--urls</c>, ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS say otherwise.</summary>
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:8080");
        }

        builder.Services.AddHealthChecks().AddStreaqHealthCheck(health => health.MaxQueueAge = TimeSpan.FromMinutes(5));
        return builder;
    }

    #region map
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // No check at all: that the process answers is enough. With Redis in it, an outage would restart every process.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        Status = report.Status.ToString(),
        Checks = report.Entries.Select(entry => new { Name = entry.Key, Status = entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data }),
    });
    #endregion
}
