using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Streaq;
using Streaq.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Prepares an application for tests.</summary>
public static class StreaqTestingServiceCollectionExtensions
{
    /// <summary>
    /// Lets a test drive all queues of an application. Each queue uses the embedded store, and no worker runs. The test runs tasks through
    /// the <see cref="StreaqTestQueue"/> of the services; that of a queue with a name has the name as its key. Call it after the
    /// application's own registrations, as <c>ConfigureTestServices</c> of <c>WebApplicationFactory</c> does.
    /// </summary>
    /// <remarks>
    /// The clock is the <see cref="TimeProvider"/> of the services. Where there is none, or only <see cref="TimeProvider.System"/>, it
    /// becomes a <see cref="FakeTimeProvider"/> that begins now.
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets when tasks run, and how long an attempt may take.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseStreaqTesting(this IServiceCollection services, Action<StreaqTestingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new StreaqTestingOptions();
        configure?.Invoke(options);
        services.PostConfigureAll<StreaqOptions>(static set => set.UseEmbeddedStore());
        services.PostConfigureAll<WorkerOptions>(static set => set.Enabled = false);
        UseMovableClock(services);
        return services.ConfigureStreaqQueues(streaq => AddQueue(streaq, options));
    }

    private static void UseMovableClock(IServiceCollection services)
    {
        var known = services.LastOrDefault(service => service.ServiceType == typeof(TimeProvider) && !service.IsKeyedService);
        if (known is null || ReferenceEquals(known.ImplementationInstance, TimeProvider.System))
        {
            // A framework may have registered the system's clock.
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())));
        }
    }

    private static void AddQueue(StreaqBuilder streaq, StreaqTestingOptions options)
    {
        var (services, log) = (streaq.Services, streaq.RecordEnqueued());
        if (streaq.Name is not { } name)
        {
            services.AddSingleton<IQueueDriver>(provider => TestQueueDriver.Of(provider, name: null, options, log));
            services.AddSingleton(provider => StreaqTestQueue.Of(provider, name: null));
            return;
        }

        services.AddKeyedSingleton<IQueueDriver>(name, (provider, _) => TestQueueDriver.Of(provider, name, options, log));
        services.AddKeyedSingleton(name, (provider, _) => StreaqTestQueue.Of(provider, name));
    }
}
