namespace Streaq.Benchmarks.Measuring;

/// <summary>How often a command was executed and how long that took together.</summary>
internal readonly record struct RedisCalls(long Count, long Microseconds);

/// <summary>What Redis did over some time.</summary>
/// <param name="CpuMicroseconds">Its process's CPU time, user and system.</param>
/// <param name="Calls">By command, those inside scripts included; <c>INFO</c> is left out, since only the account sends it.</param>
internal sealed record RedisUse(double CpuMicroseconds, IReadOnlyDictionary<string, RedisCalls> Calls)
{
    /// <summary>What clients of a queue send themselves and no script of theirs calls.</summary>
    private static readonly HashSet<string> SentByClients = new(StringComparer.Ordinal)
    {
        "eval", "evalsha", "script|load", "xreadgroup", "xgroup|create", "subscribe", "unsubscribe", "bzpopmin", "multi", "exec",
        "ping", "echo", "hello", "auth", "select", "cluster", "client|setname", "client|setinfo", "client|id", "client|list", "config|get",
    };

    /// <summary>Commands executed, those inside scripts included: what Redis counts as <c>total_commands_processed</c>.</summary>
    public long Executed => Calls.Values.Sum(calls => calls.Count);

    /// <summary>Commands sent over the wire: all of them as long as no script ran, else those that scripts do not call.</summary>
    public long Sent => Calls.ContainsKey("evalsha") || Calls.ContainsKey("eval")
        ? Calls.Where(pair => SentByClients.Contains(pair.Key)).Sum(pair => pair.Value.Count)
        : Executed;

    /// <summary>The time of the calls that clients send, as <c>INFO commandstats</c> has it; a script's includes its commands'.</summary>
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
