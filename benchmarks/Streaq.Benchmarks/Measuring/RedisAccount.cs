using System.Globalization;
using StackExchange.Redis;

namespace Streaq.Benchmarks.Measuring;

/// <summary>Redis's own statistics, read over a connection that nothing else uses.</summary>
/// <remarks>
/// Figures are differences between two readings, so statistics of a shared server need no reset
/// and commands of others before a run do not count.
/// </remarks>
internal sealed class RedisAccount : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly IDatabase _database;

    private RedisAccount(ConnectionMultiplexer multiplexer, IServer server)
    {
        _multiplexer = multiplexer;
        _database = multiplexer.GetDatabase();
        Server = server;
    }

    /// <summary>For commands that are not measured.</summary>
    public IServer Server { get; }

    /// <param name="redis">The server; in a cluster, the one node whose statistics are read.</param>
    public static async Task<RedisAccount> OpenAsync(string redis)
    {
        var options = ConfigurationOptions.Parse(redis + ",allowAdmin=true");
        var asked = options.EndPoints[0];
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
        return new RedisAccount(multiplexer, multiplexer.GetServer(asked));
    }

    public Task FlushAsync() => _database.ExecuteAsync("FLUSHALL", "SYNC");

    /// <summary>One number of <c>INFO</c>.</summary>
    public async Task<long> NumberAsync(string name) => long.Parse(
        (await Server.InfoAsync()).SelectMany(section => section).First(pair => string.Equals(pair.Key, name, StringComparison.Ordinal)).Value,
        CultureInfo.InvariantCulture);

    /// <summary>What Redis has done since it started.</summary>
    public async Task<RedisUse> ReadAsync()
    {
        // Sent to the server: with a database the client would send a SELECT too, and it would be counted.
        var info = (await Server.InfoRawAsync("all"))!;
        double cpu = 0;
        var calls = new Dictionary<string, RedisCalls>(StringComparer.Ordinal);
        foreach (var line in info.Split("\r\n"))
        {
            var (name, value) = Split(line, ':');
            if (name is "used_cpu_user" or "used_cpu_sys")
            {
                cpu += double.Parse(value, CultureInfo.InvariantCulture) * 1e6;
            }
            else if (name.StartsWith("cmdstat_", StringComparison.Ordinal))
            {
                var parts = value.Split(',');
                calls[name["cmdstat_".Length..]] = new(Number(parts[0]), Number(parts[1]));
            }
        }

        return new RedisUse(cpu, calls);
    }

    public async ValueTask DisposeAsync() => await _multiplexer.CloseAsync();

    private static long Number(string pair) => long.Parse(Split(pair, '=').Value, CultureInfo.InvariantCulture);

    private static (string Name, string Value) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
