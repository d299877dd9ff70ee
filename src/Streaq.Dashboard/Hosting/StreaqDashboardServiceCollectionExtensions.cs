using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaq.Dashboard;
using Streaq.Dashboard.Access;
using Streaq.Dashboard.Hosting;
using Streaq.Dashboard.Queues;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Streaq's dashboard to an application.</summary>
public static class StreaqDashboardServiceCollectionExtensions
{
    /// <summary>
    /// Adds the dashboard of all queues that the application adds with <c>AddStreaq</c>. <c>MapStreaqDashboard</c> maps it to a path.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets what it shows, and who may act.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStreaqDashboard(
        this IServiceCollection services, Action<StreaqDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<StreaqDashboardOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreaqDashboardOptions>, DashboardOptionsValidation>());
        services.TryAddSingleton<Board>();
        services.TryAddSingleton<ActionRule>();
        return services;
    }
}
