using StackExchange.Redis;

namespace Streaq.Chaos.Account;

/// <summary>Keys that stand in Redis after all tasks have ended and all workers have left, and should not.</summary>
internal static class Leftovers
{
    /// <summary>What a queue at rest has: its schedules, its dead letters, and what it knows of priorities.</summary>
    private static readonly string[] AtRest =
        ["dead", "dead:", "dead_letters", "schedules", "schedule:", "declared", "priorities", "reporter"];

    /// <summary>What workers tell of ended tasks and of their last look at each other, which ends by itself.</summary>
    private static readonly string[] OfWorkers = ["statistics", "statistics:", "recent", "looked"];

    public static async Task<IReadOnlyList<string>> FindAsync(string redis)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        var database = connection.GetDatabase();
        var found = new List<string>();
        foreach (var key in (string[])(await database.ExecuteAsync("KEYS", ChaosOptions.Root + "*"))!)
        {
            if (await WrongWithAsync(database, key, key[ChaosOptions.Root.Length..]) is { } wrong)
            {
                found.Add($"{key}: {wrong}");
            }
        }

        return found;
    }

    private static async Task<string?> WrongWithAsync(IDatabase database, string key, string name)
    {
        if (name.StartsWith("task:", StringComparison.Ordinal))
        {
            var value = await database.KeyTypeAsync(key) is RedisType.String ? (string?)await database.StringGetAsync(key) : null;
            return value is not ['{', ..] ? "no record" : await StaysAsync(database, key) ? "a record for ever" : null;
        }

        if (name.StartsWith("ready:", StringComparison.Ordinal))
        {
            var entries = (long)await database.ExecuteAsync("XLEN", key);
            var pending = (long)((RedisResult[])(await database.ExecuteAsync("XPENDING", key, "workers"))!)[0];
            return entries + pending == 0 ? null : $"{entries} entries, {pending} pending";
        }

        if (IsOneOf(OfWorkers, name))
        {
            return await StaysAsync(database, key) ? "figures for ever" : null;
        }

        return IsOneOf(AtRest, name) ? null : $"{await database.KeyTypeAsync(key)}".ToLowerInvariant();
    }

    /// <summary>Whether it never ends by itself; one that has ended since it was listed is none that stays.</summary>
    private static async Task<bool> StaysAsync(IDatabase database, string key) => (long)await database.ExecuteAsync("TTL", key) == -1;

    private static bool IsOneOf(string[] names, string name) =>
        Array.Exists(names, known => known[^1] == ':' ? name.StartsWith(known, StringComparison.Ordinal) : name == known);
}
