using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaq;
using Streaq.Instrumentation;

namespace OpenTelemetry.Trace;

/// <summary>Keeps spans in the queue's store, for the dashboard.</summary>
public static class StreaqTraceStoreTracerProviderBuilderExtensions
{
    /// <summary>
    /// Keeps sampled spans of this process, of any source, in the store of the queue whose tasks are in their trace. It keeps traces of
    /// failed, retried and the slowest tasks, and a share of all traces. The dashboard shows them on the page of a task.
    /// </summary>
    /// <remarks>
    /// Call it in all processes whose spans should be kept, producers as well as workers, after instrumentations that add attributes. The
    /// application must set up tracing with <c>services.AddOpenTelemetry().WithTracing(...)</c> and have a queue, else nothing is kept.
    /// Once a second it sends one command to each queue, but none to a queue without recent tasks.
    /// </remarks>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Sets which spans are kept, and how many.</param>
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
