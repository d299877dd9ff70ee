namespace Streaq.Storage.Redis;

/// <summary>What a server may lose by what it is and by its settings.</summary>
internal static class ServerRisk
{
    private static readonly LuaScript ServerStateScript = LuaScript.Named("server_state");

    /// <returns>Sentences; <see langword="null"/> when nothing is at risk, or the user of the connection may not ask.</returns>
    public static async Task<string?> FindAsync(RedisConnection redis, RedisKeys keys, Durability wanted)
    {
        var state = (string[])(await redis.EvaluateAsync(ServerStateScript, [keys.Never], []).ConfigureAwait(false))!;
        return Describe(state[0], state[1], state[2], wanted);
    }

    /// <param name="policy">The <c>maxmemory-policy</c>; each is empty when it is not known.</param>
    /// <param name="role">As <c>INFO</c> says it.</param>
    /// <param name="appendOnly">1 or 0.</param>
    /// <param name="wanted">How far an enqueue has to come before it returns.</param>
    public static string? Describe(string policy, string role, string appendOnly, Durability wanted)
    {
        string?[] risks = [Eviction(policy), Replica(role), Persistence(appendOnly, wanted)];
        return string.Join(". ", risks.OfType<string>()) is { Length: > 0 } all ? all : null;
    }

    private static string? Eviction(string policy)
    {
        var lost = policy.StartsWith("allkeys-", StringComparison.Ordinal) ? "any task, acknowledged or not"
            : policy.StartsWith("volatile-", StringComparison.Ordinal) ? "results and dead letters"
            : null;
        return lost is null
            ? null
            : $"When its memory is full, Redis deletes {lost}: its maxmemory-policy is '{policy}'. Set it to 'noeviction'";
    }

    /// <summary>A replica that takes no writes is refused before; this is one that does, or that a fail-over has just made one.</summary>
    private static string? Replica(string role) => role is "slave" or "replica"
        ? "Redis is a replica: what is written to it is lost with the next copy of its primary. Name the primary, or the sentinels"
        : null;

    private static string? Persistence(string appendOnly, Durability wanted)
    {
        var copy = wanted.Disk ? "the disk" : "replicas";
        return wanted.IsAny && string.Equals(appendOnly, "0", StringComparison.Ordinal)
            ? $"Enqueues wait for {copy}, but Redis has no append-only file: after a restart it has what its last snapshot has, if any, "
                + "and so have its replicas. Set 'appendonly yes'"
            : null;
    }
}
