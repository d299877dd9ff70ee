using Microsoft.Extensions.Configuration;

namespace Streaq.Aspire;

/// <summary>
/// What the configuration says of one queue: the sections of all queues, of a connection and of a key, the last the strongest.
/// </summary>
internal sealed class QueueConfiguration
{
    public const string Section = "Aspire:Streaq";

    private readonly string? _connectionString;

    public QueueConfiguration(IConfiguration configuration, string connectionName, string? name)
    {
        _connectionString = configuration.GetConnectionString(connectionName);
        var merged = new ConfigurationBuilder()
            .AddConfiguration(configuration.GetSection(Section))
            .AddConfiguration(configuration.GetSection($"{Section}:{connectionName}"));
        if (name is not null)
        {
            var own = configuration.GetSection($"{Section}:{name}");
            // A queue with a key has its name from there alone: one for all would be one queue that was added twice.
            var queue = own[nameof(StreaqOptions.Queue)] ?? name;
            merged.AddConfiguration(own).AddInMemoryCollection([new(nameof(StreaqOptions.Queue), queue)]);
        }

        Options = merged.Build();
    }

    /// <summary>The members of <see cref="StreaqOptions"/>.</summary>
    public IConfiguration Options { get; }

    /// <summary>The members of <see cref="WorkerOptions"/>.</summary>
    public IConfiguration Worker => Options.GetSection("Worker");

    public StreaqSettings ReadSettings()
    {
        var settings = Options.Get<StreaqSettings>() ?? new StreaqSettings();
        settings.ConnectionString = _connectionString ?? settings.ConnectionString;
        return settings;
    }
}
