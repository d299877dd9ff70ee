using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// Statistics: a hash per minute and one per ten minutes, with the counts of all tasks and of each by its name; and a list of ended tasks.
/// </summary>
internal sealed class RedisStatistics(RedisConnection redis, RedisKeys keys) : IStatisticsStore
{
    private static readonly LuaScript AddScript = LuaScript.Named("add_statistics");
    private static readonly LuaScript ReadScript = LuaScript.Named("read_statistics");

    public async ValueTask AddAsync(WorkerNews news, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue>(7 + (3 * news.Counts.Count) + news.Ended.Count)
        {
            StatisticsPlan.MostNames,
            StatisticsPlan.Other,
            StatisticsPlan.Long,
            Kept(StatisticsPlan.MinutesKept),
            Kept(StatisticsPlan.TensKept),
            WorkerNews.MostEnded,
            news.Counts.Count,
        };
        foreach (var count in news.Counts)
        {
            values.Add(count.Minute);
            values.Add(count.TaskName);
            values.Add(count.Counts.ToString());
        }

        values.AddRange(news.Ended.Select(line => (RedisValue)line));

        await redis.EvaluateAsync(
            AddScript, [keys.Statistics, keys.StatisticsPrefix, keys.Recent], [.. values], cancellationToken).ConfigureAwait(false);

        static long Kept(TimeSpan time) => (long)(time + StatisticsPlan.Margin).TotalMilliseconds;
    }

    public async ValueTask<StatisticsPart> ReadAsync(StatisticsPlan plan, string? taskName, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            ReadScript,
            [keys.StatisticsPrefix],
            [Milliseconds.Of(plan.Window), plan.SlotMinutes, plan.TaskMinutes, taskName ?? ""],
            cancellationToken).ConfigureAwait(false))!;
        var slots = new Dictionary<long, AttemptCounts>();
        foreach (var (minute, text) in Pairs(answer[2]))
        {
            Add(slots, long.Parse(minute, CultureInfo.InvariantCulture), text);
        }

        var tasks = new Dictionary<string, AttemptCounts>(StringComparer.Ordinal);
        foreach (var (name, text) in Pairs(answer[3]).Where(task => WireName.IsValid(task.Name)))
        {
            Add(tasks, name, text);
        }

        return new((long)answer[0], (long)answer[1], slots, tasks);
    }

    public async ValueTask<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken)
    {
        var lines = (string[])(await redis.ExecuteAsync(
            "LRANGE", [keys.Recent, 0, limit - 1], cancellationToken).ConfigureAwait(false))!;
        return EndedAttempt.NewestFirst(lines);
    }

    private static void Add<TKey>(Dictionary<TKey, AttemptCounts> into, TKey key, string text) where TKey : notnull
    {
        if (!into.TryGetValue(key, out var counts))
        {
            into.Add(key, counts = new AttemptCounts());
        }

        counts.Add(text);
    }

    private static IEnumerable<(string Name, string Text)> Pairs(RedisResult list)
    {
        var values = (string[])list!;
        for (var i = 0; i + 1 < values.Length; i += 2)
        {
            yield return (values[i], values[i + 1]);
        }
    }
}
