namespace Streaq.Aspire;

/// <summary>
/// Settings of <c>builder.AddStreaq</c>. They are read from the sections <c>Aspire:Streaq</c>, <c>Aspire:Streaq:{connectionName}</c> and,
/// for a queue with a key, <c>Aspire:Streaq:{name}</c>. A later section overrides an earlier one. The sections may also have the members of
/// <see cref="StreaqOptions"/> and, under <c>Worker</c>, those of <see cref="WorkerOptions"/>.
/// </summary>
public sealed class StreaqSettings
{
    /// <summary>
    /// The connection string of StackExchange.Redis. Default: the one that the configuration has under <c>ConnectionStrings</c> by the
    /// name of the connection, where an AppHost sets it.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is added. Default: <see langword="false"/>.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no spans are collected. Default: <see langword="false"/>.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether no metrics are collected. Default: <see langword="false"/>.</summary>
    public bool DisableMetrics { get; set; }
}
