using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaq;
using Streaq.Instrumentation;

namespace OpenTelemetry.Trace;

/// <summary>Keeps spans beside the queue, for the dashboard.</summary>
public static class StreaqTraceStoreTracerProviderBuilderExtensions
{
    /// <summary>
    /// Keeps sampled spans of this process, of any source, in the store of the queue whose tasks are in their trace. It keeps traces of
    /// failed and retried tasks, of the slowest, and a share of all. The dashboard shows them in the course of a task.
    /// </summary>
    /// <remarks>
    /// Call it in all processes whose spans should be seen, producers as well as workers, behind what adds attributes. It is for an
    /// application that sets its tracing up with <c>services.AddOpenTelemetry().WithTracing(...)</c> and has a queue; in another one it
    /// keeps nothing. Once a second it sends one command to each queue that had a task meanwhile.
    /// </remarks>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Which spans, and how many.</param>
    /// <returns>The builder.</returns>
    public static TracerProviderBuilder AddStreaqTraceStore(
        this TracerProviderBuilder builder, Action<StreaqTraceStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ConfigureServices(services =>
        {
            var options = services.AddOptions<StreaqTraceStoreOptions>().ValidateOnStart();
            if (configure is not null)
            {
                options.Configure(configure);
            }

            services.TryAddEnumerable(
                ServiceDescriptor.Singleton<IValidateOptions<StreaqTraceStoreOptions>, TraceStoreOptionsValidation>());
            services.TryAddSingleton<TraceStore>();
            services.AddHostedService<TraceStoreService>();
        });
        return builder
            .AddSource(StreaqTelemetry.SourceName)
            .AddInstrumentation(provider => provider.GetRequiredService<TraceStore>().Listen());
    }
}
