namespace Streaq.Storage.Redis;

/// <summary>Describes the data that a server may lose because of its role or its settings.</summary>
internal static class ServerRisk
{
    private static readonly LuaScript ServerStateScript = LuaScript.Named("server_state");

    /// <returns>Sentences; <see langword="null"/> when nothing is at risk, or the user has no right to read the settings.</returns>
    public static async Task<string?> FindAsync(RedisConnection redis, RedisKeys keys, Durability wanted)
    {
        var state = (string[])(await redis.EvaluateAsync(ServerStateScript, [keys.Never], []).ConfigureAwait(false))!;
        return Describe(state[0], state[1], state[2], wanted);
    }

    /// <param name="policy">The <c>maxmemory-policy</c>. This one and the next two are empty when they are not known.</param>
    /// <param name="role">The role as <c>INFO</c> reports it.</param>
    /// <param name="appendOnly">1 or 0.</param>
    /// <param name="wanted">Where a write must be stored before an enqueue returns.</param>
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

    /// <summary>A read-only replica is refused earlier. This one accepts writes, or a fail-over has just made it a replica.</summary>
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
