using StackExchange.Redis;
using Streaq.Benchmarks.Measuring;

namespace Streaq.Benchmarks.Scaling;

/// <summary>The median cost to Redis of one call of a store verb, from its slow log. Other work distorts a median little.</summary>
/// <param name="Microseconds">The time of its scripts and reads.</param>
/// <param name="Commands">The commands that Redis runs for it, those inside scripts included.</param>
internal readonly record struct VerbCost(double Microseconds, double Commands)
{
    private const int Most = 128;
    private const string Threshold = "slowlog-log-slower-than";

    /// <summary>Redis's default threshold.</summary>
    private const string Usual = "10000";

    /// <param name="redis">A Redis of this run: its slow log is cleared.</param>
    /// <param name="times">How often the verb is called, one call after the other.</param>
    /// <param name="verb">Makes the call with the given number.</param>
    /// <param name="prepare">Runs before each call and is not measured.</param>
    public static async Task<VerbCost> OfAsync(RedisAccount redis, int times, Func<int, ValueTask> verb, Func<ValueTask>? prepare = null)
    {
        await redis.Server.ConfigSetAsync(Threshold, "0");
        var microseconds = new List<double>();
        double commands = 0;
        for (var i = 0; i < times; i++)
        {
            if (prepare is not null)
            {
                await prepare();
            }

            var before = await redis.ReadAsync();
            await redis.Server.SlowlogResetAsync();
            await verb(i);
            var calls = await redis.Server.SlowlogGetAsync(Most);
            var use = await redis.ReadAsync() - before;
            commands += use.Calls.Where(pair => !pair.Key.StartsWith("slowlog", StringComparison.Ordinal)).Sum(pair => pair.Value.Count);
            microseconds.Add(calls.Where(IsOfAWorker).Sum(call => call.Duration.TotalMicroseconds));
        }

        await redis.Server.ConfigSetAsync(Threshold, Usual);
        return new VerbCost(microseconds.Median(value => value), commands / times);
    }

    private static bool IsOfAWorker(CommandTrace call) => $"{call.Arguments[0]}".ToUpperInvariant() is "EVALSHA" or "EVAL" or "XREADGROUP";
}
