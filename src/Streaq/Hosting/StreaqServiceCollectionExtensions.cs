using Streaq;
using Streaq.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Streaq to an application.</summary>
public static class StreaqServiceCollectionExtensions
{
    /// <summary>Adds a queue: <see cref="IStreaqClient"/> to enqueue, and what the returned builder adds to it.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Where the queue is and how its tasks travel.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">Streaq was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, Action<StreaqOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(IStreaqClient)))
        {
            throw new InvalidOperationException("AddStreaq was called twice for the same services.");
        }

        var options = new StreaqOptions();
        configure?.Invoke(options);
        options.Validate();
        var composition = new QueueComposition(options);
        // A factory, not the instance itself, so that the container disposes it.
        services.AddSingleton(_ => composition);
        services.AddSingleton<IStreaqClient>(provider => provider.GetRequiredService<QueueComposition>().CreateClient(provider));
        return new StreaqBuilder(services, composition);
    }
}
