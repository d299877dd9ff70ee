using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shop;

/// <summary>Health endpoints for Kubernetes and Docker: whether the process responds, and whether it can work.</summary>
public static class Health
{
    /// <summary>
    /// Adds health checks, on port 8080 of this machine unless <c>--urls</c>, ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS is set.
    /// </summary>
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
        // It is enough that the process responds. With a check of Redis, an outage would restart every process.
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
