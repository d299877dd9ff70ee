using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Streaq.Aspire;

/// <summary>Adds health check, traces and metrics to an application, each once, since it covers all queues.</summary>
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
            // Aspire's dashboard shows this attribute in place of the span's name.
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
