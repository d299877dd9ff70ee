using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;
using Streaq.Aspire;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds queues to an application of Aspire.</summary>
public static class AspireStreaqExtensions
{
    private const string Section = "Aspire:Streaq";

    /// <summary>
    /// Adds a queue in the Redis of a connection, a health check, and the queue's traces and metrics: <see cref="IStreaqClient"/> to
    /// enqueue, and what the returned builder adds to it.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="connectionName">The name of the connection string, which is that of the Redis in the AppHost.</param>
    /// <param name="configureSettings">Changes what the configuration says of connection, health check, traces and metrics.</param>
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
    /// Adds one of several queues: its <see cref="IStreaqClient"/> is a keyed service. Several may share a connection.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The key of its services, and the default of <see cref="StreaqOptions.Queue"/>.</param>
    /// <param name="connectionName">The name of the connection string, which is that of the Redis in the AppHost.</param>
    /// <param name="configureSettings">Changes what the configuration says of connection, health check, traces and metrics.</param>
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
        IConfigurationSection[] sections =
            [builder.Configuration.GetSection(Section), builder.Configuration.GetSection($"{Section}:{connectionName}")];
        var settings = Read(builder.Configuration, sections, connectionName);
        configureSettings?.Invoke(settings);
        var streaq = name is null ? builder.Services.AddStreaq(Set) : builder.Services.AddStreaq(name, Set);
        var optionsName = name ?? Extensions.Options.Options.DefaultName;
        builder.Services.AddOptions<StreaqOptions>(optionsName).Validate(
            static options => options.HasStore,
            $"The connection string is missing: give it as 'ConnectionStrings:{connectionName}', or as '{Section}:ConnectionString'.");
        foreach (var section in sections)
        {
            builder.Services.AddOptions<WorkerOptions>(optionsName).Bind(section.GetSection("Worker"));
        }

        Observe(builder.Services, settings);
        return streaq;

        void Set(StreaqOptions options)
        {
            Array.ForEach(sections, section => section.Bind(options));
            options.Redis = settings.ConnectionString;
            configureOptions?.Invoke(options);
        }
    }

    private static StreaqSettings Read(IConfiguration configuration, IConfigurationSection[] sections, string connectionName)
    {
        var settings = new StreaqSettings();
        Array.ForEach(sections, section => section.Bind(settings));
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    /// <summary>Each once, however many queues there are: it covers all of them.</summary>
    private static void Observe(IServiceCollection services, StreaqSettings settings)
    {
        var added = Observed.In(services);
        if (!settings.DisableHealthChecks && !added.Health)
        {
            added.Health = true;
            services.AddHealthChecks().AddStreaqHealthCheck();
        }

        if (!settings.DisableTracing && !added.Traces)
        {
            added.Traces = true;
            // Aspire's dashboard prints the attribute that this sets in place of a span's name.
            services.AddOpenTelemetry().WithTracing(
                static tracing => tracing.AddStreaqInstrumentation(static options => options.SetMessagingOperation = true));
        }

        if (!settings.DisableMetrics && !added.Metrics)
        {
            added.Metrics = true;
            services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddStreaqInstrumentation());
        }
    }

    /// <summary>What was added to an application so far.</summary>
    private sealed class Observed
    {
        public bool Health { get; set; }

        public bool Traces { get; set; }

        public bool Metrics { get; set; }

        public static Observed In(IServiceCollection services)
        {
            if (services.FirstOrDefault(service => service.ServiceType == typeof(Observed))?.ImplementationInstance is Observed known)
            {
                return known;
            }

            var added = new Observed();
            services.AddSingleton(added);
            return added;
        }
    }
}
