using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Streaq.Aspire;

/// <summary>Health check, traces and metrics of an application: each is added once, since it covers all queues.</summary>
internal sealed class Observation
{
    private bool _health;
    private bool _traces;
    private bool _metrics;

    public static void Add(IServiceCollection services, StreaqSettings settings)
    {
        var observation = In(services);
        if (!settings.DisableHealthChecks && !observation._health)
        {
            observation._health = true;
            services.AddHealthChecks().AddStreaqHealthCheck();
        }

        if (!settings.DisableTracing && !observation._traces)
        {
            observation._traces = true;
            // Aspire's dashboard prints the attribute that this sets in place of a span's name.
            services.AddOpenTelemetry().WithTracing(
                static tracing => tracing.AddStreaqInstrumentation(static options => options.SetMessagingOperation = true));
        }

        if (!settings.DisableMetrics && !observation._metrics)
        {
            observation._metrics = true;
            services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddStreaqInstrumentation());
        }
    }

    private static Observation In(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(Observation))?.ImplementationInstance is Observation known)
        {
            return known;
        }

        var added = new Observation();
        services.AddSingleton(added);
        return added;
    }
}
