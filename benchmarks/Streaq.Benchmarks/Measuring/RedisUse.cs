namespace Streaq.Benchmarks.Measuring;

/// <summary>How often a command was executed, and its total time.</summary>
internal readonly record struct RedisCalls(long Count, long Microseconds);

/// <summary>What Redis did over some time.</summary>
/// <param name="CpuMicroseconds">Its process's CPU time, user and system.</param>
/// <param name="Calls">By command, those inside scripts included. <c>INFO</c> is left out, since only the measurement sends it.</param>
internal sealed record RedisUse(double CpuMicroseconds, IReadOnlyDictionary<string, RedisCalls> Calls)
{
    /// <summary>Commands that the clients of a queue send and that no script calls.</summary>
    private static readonly HashSet<string> SentByClients = new(StringComparer.Ordinal)
    {
        "eval", "evalsha", "script|load", "xreadgroup", "xgroup|create", "subscribe", "unsubscribe", "bzpopmin", "multi", "exec",
        "ping", "echo", "hello", "auth", "select", "cluster", "client|setname", "client|setinfo", "client|id", "client|list", "config|get",
    };

    /// <summary>Commands executed, those inside scripts included: what Redis counts as <c>total_commands_processed</c>.</summary>
    public long Executed => Calls.Values.Sum(calls => calls.Count);

    /// <summary>Commands sent by clients: all commands if no script ran, otherwise those that no script calls.</summary>
    public long Sent => Calls.ContainsKey("evalsha") || Calls.ContainsKey("eval")
        ? Calls.Where(pair => SentByClients.Contains(pair.Key)).Sum(pair => pair.Value.Count)
        : Executed;

    /// <summary>
    /// The time of the commands that clients send, from <c>INFO commandstats</c>. The time of a script includes its commands.
    /// </summary>
    public double SentMicroseconds => Calls.Where(pair => pair.Key is "evalsha" or "eval" || !Calls.ContainsKey("evalsha")).Sum(pair => pair.Value.Microseconds);

    public static RedisUse operator -(RedisUse after, RedisUse before) => new(
        after.CpuMicroseconds - before.CpuMicroseconds,
        after.Calls
            .Select(pair => (pair.Key, Value: Difference(pair.Value, before.Calls.GetValueOrDefault(pair.Key))))
            .Where(pair => pair.Value.Count > 0 && pair.Key != "info")
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));

    private static RedisCalls Difference(RedisCalls after, RedisCalls before) =>
        new(after.Count - before.Count, after.Microseconds - before.Microseconds);
}
