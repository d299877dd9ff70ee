using Microsoft.Extensions.Configuration;

namespace Streaq.Aspire;

/// <summary>
/// The configuration of one queue: the merged sections of all queues, of the connection and of the key. A later section overrides an
/// earlier one.
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
            // Only the key's own section may name the queue. A name from a shared section would add the same queue twice.
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
