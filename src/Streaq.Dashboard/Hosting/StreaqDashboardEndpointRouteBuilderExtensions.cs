using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq;
using Streaq.Dashboard.Access;
using Streaq.Dashboard.Actions;
using Streaq.Dashboard.Hosting;
using Streaq.Dashboard.Queues;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps Streaq's dashboard.</summary>
public static class StreaqDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard. It responds with 404 until <c>RequireAuthorization</c> or <see cref="AllowAnonymousDashboard{TBuilder}"/> on the
    /// returned builder states who may see it. In the environment <c>Development</c> it is open from the same machine, without a proxy.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The dashboard's path. Default: <c>/streaq</c>.</param>
    /// <returns>The dashboard's endpoints, to add conventions to.</returns>
    /// <exception cref="InvalidOperationException"><c>AddStreaqDashboard</c> or <c>AddStreaq</c> was not called.</exception>
    public static IEndpointConventionBuilder MapStreaqDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/streaq")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var services = endpoints.ServiceProvider;
        var rule = services.GetService<ActionRule>() ?? throw new InvalidOperationException(
            "MapStreaqDashboard needs its services: call builder.Services.AddStreaqDashboard() before the application is built.");
        if (services.GetService<IStreaqQueues>() is null)
        {
            throw new InvalidOperationException(
                "MapStreaqDashboard has no queue to show: call builder.Services.AddStreaq(...) before the application is built.");
        }

        var board = services.GetRequiredService<Board>();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(DashboardLog.Category);
        var group = endpoints.MapGroup(pattern.TrimEnd('/'));
        new DashboardRoutes(board, new Gate(logger, services.GetService<IHostEnvironment>()), rule, new ActionRun(logger)).Map(group);
        return group;
    }

    /// <summary>
    /// Opens the dashboard to everyone who reaches it. Without <c>ActionPolicy</c> or <c>ReadOnly</c> they may act as well.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder that <see cref="MapStreaqDashboard"/> returned.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AllowAnonymousDashboard<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(AnonymousDashboard.Instance));
        return builder;
    }
}
