using System.CommandLine;

namespace Streaq.Tool;

/// <summary>The options of every command.</summary>
internal sealed class QueueOptions
{
    // No default value: the help would show it, and the variable may have a secret.
    public Option<string?> Redis { get; } = new("--redis")
    {
        Description = "StackExchange.Redis connection string. Default: the variable STREAQ_REDIS, else localhost:6379.",
        Recursive = true,
    };

    public Option<string> Queue { get; } = new("--queue", "-q")
    {
        Description = "The queue's name.",
        DefaultValueFactory = _ => "default",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON document.", Recursive = true };

    public QueueOptions() => Redis.Validators.Add(given =>
    {
        if (given.Tokens is [{ Value: var value }] && string.IsNullOrWhiteSpace(value))
        {
            given.AddError("--redis is empty: it takes a connection string such as localhost:6379.");
        }
    });

    public string RedisOf(ParseResult line) =>
        line.GetValue(Redis)
        ?? (Environment.GetEnvironmentVariable("STREAQ_REDIS") is { } given && !string.IsNullOrWhiteSpace(given)
            ? given
            : "localhost:6379");
}
