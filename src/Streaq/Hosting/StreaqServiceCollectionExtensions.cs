using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Streaq;
using Streaq.Hosting;
using Streaq.Tasks;
using Streaq.Workers;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Streaq to an application.</summary>
/// <remarks>
/// The options of a queue can also be set in the usual ways of .NET: <c>Configure&lt;StreaqOptions&gt;</c>, <c>PostConfigure</c>,
/// <c>AddOptions</c>, under the name of the queue. They are read when the host starts, which fails when they break a rule.
/// </remarks>
public static class StreaqServiceCollectionExtensions
{
    /// <summary>Adds a queue and its <see cref="IStreaqClient"/>. The returned builder adds tasks, middleware and a worker.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options of the queue.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="InvalidOperationException">Streaq was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, Action<StreaqOptions>? configure = null) =>
        Add(services, name: null, options => Configure(options, configure));

    /// <summary>Adds a queue, with options from a section of the configuration.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">The section with members of <see cref="StreaqOptions"/>, such as <c>Streaq</c>.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="InvalidOperationException">Streaq was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name: null, options => SectionBinding.Bind(options, section));
    }

    /// <summary>Adds a queue, with options from the application's services.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options of the queue; called when the host starts.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="InvalidOperationException">Streaq was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, Action<IServiceProvider, StreaqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name: null, options => Configure(options, configure));
    }

    /// <summary>
    /// Adds one of several queues. Its <see cref="IStreaqClient"/> is a keyed service:
    /// <c>[FromKeyedServices("emails")] IStreaqClient</c>. Tasks, middleware and worker are its own.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key of its services, the name of its options, and the default of <see cref="StreaqOptions.Queue"/>.</param>
    /// <param name="configure">Sets the options of the queue.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">A queue of that name was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, string name, Action<StreaqOptions>? configure = null) =>
        Add(services, Checked(name), options => Configure(options, configure));

    /// <summary>Adds one of several queues, with options from a section of the configuration.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key of its services, the name of its options, and the default of <see cref="StreaqOptions.Queue"/>.</param>
    /// <param name="section">The section with members of <see cref="StreaqOptions"/>, such as <c>Streaq:Emails</c>.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">A queue of that name was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, Checked(name), options => SectionBinding.Bind(options, section));
    }

    /// <summary>Adds one of several queues, with options from the application's services.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key of its services, the name of its options, and the default of <see cref="StreaqOptions.Queue"/>.</param>
    /// <param name="configure">Sets the options of the queue; called when the host starts.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">A queue of that name was added already.</exception>
    public static StreaqBuilder AddStreaq(this IServiceCollection services, string name, Action<IServiceProvider, StreaqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, Checked(name), options => Configure(options, configure));
    }

    /// <summary>
    /// Configures every queue that was added so far, for example with middleware that a whole company uses, or with what a test needs.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Called for each queue, in the order in which they were added.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection ConfigureStreaqQueues(this IServiceCollection services, Action<StreaqBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        foreach (var queue in AddedQueues.GetOrAdd(services).All)
        {
            configure(new StreaqBuilder(queue.Scope));
        }

        return services;
    }

    private static StreaqBuilder Add(IServiceCollection services, string? name, Action<OptionsBuilder<StreaqOptions>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        var queues = AddedQueues.GetOrAdd(services);
        var queue = queues.Add(name);
        var options = services.AddOptions<StreaqOptions>(queue.OptionsName).ValidateOnStart();
        if (name is not null)
        {
            options.Configure(set => set.DefaultQueue = name);
        }

        configure(options);
        services.TryAddSingleton<QueuePlaces>();
        services.TryAddSingleton<IStreaqQueues, StreaqQueues>();
        services.AddSingleton<IValidateOptions<StreaqOptions>>(provider => new StreaqOptionsValidation(
            queue,
            provider.GetRequiredService<QueuePlaces>(),
            provider.GetRequiredService<IOptionsMonitor<WorkerOptions>>(),
            provider.GetService<IHostEnvironment>()));
        services.AddSingleton<IValidateOptions<WorkerOptions>>(new WorkerOptionsValidation(queue));
        // Also needed without a worker: look-ups count tasks by its priorities.
        services.AddOptions<WorkerOptions>(queue.OptionsName).ValidateOnStart();
        services.TryAddSingleton<EmptyQueues>();
        AddServices(services, queue);
        return new StreaqBuilder(queue.Scope);
    }

    private static void AddServices(IServiceCollection services, QueueDeclaration queue)
    {
        if (queue.Name is not { } name)
        {
            services.AddSingleton(provider => new QueueComposition(queue, provider));
            services.AddSingleton<IStreaqClient>(provider => queue.In(provider).CreateClient());
            services.AddSingleton<IDeferredEnqueue>(provider => queue.In(provider).CreateDeferredEnqueue());
            services.AddSingleton<ITaskRunner>(provider => queue.In(provider).CreateRunner());
            return;
        }

        services.AddKeyedSingleton(name, (provider, _) => new QueueComposition(queue, provider));
        services.AddKeyedSingleton<IStreaqClient>(name, (provider, _) => queue.In(provider).CreateClient());
        services.AddKeyedSingleton<IDeferredEnqueue>(name, (provider, _) => queue.In(provider).CreateDeferredEnqueue());
        services.AddKeyedSingleton<ITaskRunner>(name, (provider, _) => queue.In(provider).CreateRunner());
    }

    private static void Configure(OptionsBuilder<StreaqOptions> options, Action<StreaqOptions>? configure)
    {
        if (configure is not null)
        {
            options.Configure(configure);
        }
    }

    private static void Configure(OptionsBuilder<StreaqOptions> options, Action<IServiceProvider, StreaqOptions> configure) =>
        options.Configure<IServiceProvider>((set, provider) => configure(provider, set));

    private static string Checked(string name)
    {
        WireName.ThrowIfInvalid(name, nameof(name), "The name of a queue");
        return name;
    }
}
