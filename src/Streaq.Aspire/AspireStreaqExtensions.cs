using Microsoft.Extensions.DependencyInjection;
using Streaq;
using Streaq.Aspire;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds queues to an application of Aspire.</summary>
public static class AspireStreaqExtensions
{
    /// <summary>
    /// Adds a queue in the Redis of a connection, with a health check, traces and metrics. <see cref="IStreaqClient"/> enqueues into it.
    /// The returned builder adds workers and tasks.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionName">The name of the connection string, which is that of the Redis in the AppHost.</param>
    /// <param name="configureSettings">
    /// Changes the settings that were read from the configuration: connection, health check, traces and metrics.
    /// </param>
    /// <param name="configureOptions">Changes the options of the queue.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="InvalidOperationException">Such a queue was added already.</exception>
    public static StreaqBuilder AddStreaq(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StreaqSettings>? configureSettings = null,
        Action<StreaqOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Add(builder, connectionName, name: null, configureSettings, configureOptions);
    }

    /// <summary>
    /// Adds one of several queues. Its <see cref="IStreaqClient"/> is a keyed service. Several queues may share a connection.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">
    /// The key of its services, the name of its section below <c>Aspire:Streaq</c>, and the default of <see cref="StreaqOptions.Queue"/>.
    /// </param>
    /// <param name="connectionName">The name of the connection string, which is that of the Redis in the AppHost.</param>
    /// <param name="configureSettings">
    /// Changes the settings that were read from the configuration: connection, health check, traces and metrics.
    /// </param>
    /// <param name="configureOptions">Changes the options of the queue.</param>
    /// <returns>The builder of the queue's tasks, middleware and worker.</returns>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    /// <exception cref="InvalidOperationException">A queue of that name was added already.</exception>
    public static StreaqBuilder AddKeyedStreaq(
        this IHostApplicationBuilder builder,
        string name,
        string connectionName,
        Action<StreaqSettings>? configureSettings = null,
        Action<StreaqOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(builder, connectionName, name, configureSettings, configureOptions);
    }

    private static StreaqBuilder Add(
        IHostApplicationBuilder builder,
        string connectionName,
        string? name,
        Action<StreaqSettings>? configureSettings,
        Action<StreaqOptions>? configureOptions)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var configuration = new QueueConfiguration(builder.Configuration, connectionName, name);
        var settings = configuration.ReadSettings();
        configureSettings?.Invoke(settings);
        var streaq = name is null
            ? builder.Services.AddStreaq(configuration.Options)
            : builder.Services.AddStreaq(name, configuration.Options);
        var optionsName = name ?? Extensions.Options.Options.DefaultName;
        builder.Services.AddOptions<StreaqOptions>(optionsName).Configure(Set).Validate(
            static options => options.HasStore,
            $"The connection string is missing: give it as 'ConnectionStrings:{connectionName}', or as "
            + $"'{QueueConfiguration.Section}:ConnectionString'.");
        builder.Services.AddOptions<WorkerOptions>(optionsName).Bind(configuration.Worker);
        Observation.Add(builder.Services, settings);
        return streaq;

        void Set(StreaqOptions options)
        {
            options.Redis = settings.ConnectionString;
            configureOptions?.Invoke(options);
        }
    }
}
