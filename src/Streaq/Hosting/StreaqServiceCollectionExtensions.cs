using Microsoft.Extensions.DependencyInjection.Extensions;
using Streaq;
using Streaq.Hosting;
using Streaq.Tasks;
using Streaq.Workers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Streaq to an application.</summary>
public static class StreaqServiceCollectionExtensions
{
    /// <summary>Adds a queue: <see cref="IStreaqClient"/> to enqueue, and what the returned builder adds to it.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Where the queue is and how its tasks travel.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">Streaq was added already, or the same queue was under a name.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, Action<StreaqOptions>? configure = null)
    {
        var composition = Compose(services, name: null, new StreaqOptions(), configure);
        // A factory, not the instance itself, so that the container disposes it.
        services.AddSingleton(_ => composition);
        services.AddSingleton<IStreaqClient>(provider => composition.ResolvedBy(provider).CreateClient(provider));
        services.AddSingleton<ITaskRunner>(provider => composition.ResolvedBy(provider).CreateRunner(provider));
        return new StreaqBuilder(services, composition);
    }

    /// <summary>
    /// Adds one of several queues. Its <see cref="IStreaqClient"/> is a keyed service:
    /// <c>[FromKeyedServices("emails")] IStreaqClient</c>. Tasks, middleware and worker are its own.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key of its services, and the default of <see cref="StreaqOptions.Queue"/>.</param>
    /// <param name="configure">Where the queue is and how its tasks travel.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">The name or an option breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">
    /// A queue of that name was added already, or the same queue was under another name.
    /// </exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, string name, Action<StreaqOptions>? configure = null)
    {
        WireName.ThrowIfInvalid(name, nameof(name), "The name of a queue");
        var composition = Compose(services, name, new StreaqOptions { Queue = name }, configure);
        services.AddKeyedSingleton(name, (_, _) => composition);
        services.AddKeyedSingleton<IStreaqClient>(name, (provider, _) => composition.ResolvedBy(provider).CreateClient(provider));
        services.AddKeyedSingleton<ITaskRunner>(name, (provider, _) => composition.ResolvedBy(provider).CreateRunner(provider));
        return new StreaqBuilder(services, composition);
    }

    private static QueueComposition Compose(
        IServiceCollection services, string? name, StreaqOptions options, Action<StreaqOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var queues = AddedQueues.GetOrAdd(services);
        queues.ThrowIfTaken(name);
        configure?.Invoke(options);
        options.Validate();
        var composition = new QueueComposition(options, name);
        queues.Add(composition);
        services.TryAddSingleton<EmptyQueues>();
        return composition;
    }
}
