namespace Streaq.Storage.Redis;

/// <summary>What Redis may delete by itself when its memory is full, by its setting <c>maxmemory-policy</c>.</summary>
internal static class EvictionRisk
{
    private static readonly LuaScript PolicyScript = LuaScript.Named("eviction_policy");

    /// <returns>A sentence; <see langword="null"/> when nothing is at risk, or the user of the connection may not ask.</returns>
    public static async Task<string?> FindAsync(RedisConnection redis, RedisKeys keys)
    {
        var policy = (string?)await redis.EvaluateAsync(PolicyScript, [keys.Never], []).ConfigureAwait(false) ?? "";
        var lost = policy.StartsWith("allkeys-", StringComparison.Ordinal) ? "any task, acknowledged or not"
            : policy.StartsWith("volatile-", StringComparison.Ordinal) ? "results and dead letters"
            : null;
        return lost is null
            ? null
            : $"When its memory is full, Redis deletes {lost}: its maxmemory-policy is '{policy}'. Set it to 'noeviction'";
    }
}
