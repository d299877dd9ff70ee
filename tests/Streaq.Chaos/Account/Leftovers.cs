using StackExchange.Redis;

namespace Streaq.Chaos.Account;

/// <summary>Finds keys that are in Redis after all tasks have ended and all workers have left, and should not be.</summary>
internal static class Leftovers
{
    /// <summary>Keys that an idle queue has: its schedules, its dead letters, and its known priorities.</summary>
    private static readonly string[] AtRest =
        ["dead", "dead:", "dead_letters", "schedules", "schedule:", "declared", "priorities", "reporter"];

    /// <summary>What workers record about ended tasks and about their last check of each other. These keys expire.</summary>
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
            return value is ['{', ..] ? await StaysAsync(database, key) ? "a record for ever" : null
                : await database.KeyExistsAsync(key) ? "no record" : null;
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

    /// <summary>Whether the key never expires. A key that has expired since it was listed is not left behind.</summary>
    private static async Task<bool> StaysAsync(IDatabase database, string key) => (long)await database.ExecuteAsync("PTTL", key) == -1;

    private static bool IsOneOf(string[] names, string name) =>
        Array.Exists(names, known => known[^1] == ':' ? name.StartsWith(known, StringComparison.Ordinal) : name == known);
}
