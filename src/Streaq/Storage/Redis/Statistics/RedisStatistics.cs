using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>
/// Statistics in strings: one per minute, one per ten minutes and one per hour. Each has the counts of all tasks, and of each name. A list
/// has ended tasks.
/// </summary>
internal sealed class RedisStatistics(RedisConnection redis, RedisKeys keys) : IStatisticsStore
{
    private static readonly LuaScript AddScript = LuaScript.Named("add_statistics");
    private static readonly LuaScript ReadScript = LuaScript.Named("read_statistics");

    public async ValueTask AddAsync(WorkerNews news, CancellationToken cancellationToken)
    {
        var counts = WithTotals(news.Counts);
        var values = new List<RedisValue>(8 + (3 * counts.Count) + news.Ended.Count)
        {
            StatisticsPlan.MostNames,
            StatisticsPlan.Other,
            StatisticsPlan.Ten,
            StatisticsPlan.Hour,
            Milliseconds.Of(StatisticsPlan.HoursKept),
            Milliseconds.Of(StatisticsPlan.DaysKept),
            WorkerNews.MostEnded,
            counts.Count,
        };
        foreach (var count in counts)
        {
            values.Add(count.Minute);
            values.Add(count.TaskName);
            values.Add(count.Counts.ToString());
        }

        values.AddRange(news.Ended.Select(line => (RedisValue)line));

        await redis.EvaluateAsync(
            AddScript, [keys.Statistics, keys.StatisticsPrefix, keys.Recent], [.. values], cancellationToken).ConfigureAwait(false);
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
        foreach (var slot in (string[])answer[3]!)
        {
            AddLines(tasks, slot);
        }

        return new((long)answer[0], (long)answer[1], slots, tasks);
    }

    public async ValueTask<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken)
    {
        var lines = (string[])(await redis.ExecuteAsync(
            "LRANGE", [keys.Recent, 0, limit - 1], cancellationToken).ConfigureAwait(false))!;
        return EndedAttempt.NewestFirst(lines);
    }

    /// <summary>Adds the totals of each minute, under the empty name.</summary>
    private static List<MinuteCounts> WithTotals(IReadOnlyList<MinuteCounts> counts)
    {
        var totals = new Dictionary<long, AttemptCounts>();
        foreach (var (minute, _, added) in counts)
        {
            if (!totals.TryGetValue(minute, out var total))
            {
                totals.Add(minute, total = new AttemptCounts());
            }

            total.Add(added);
        }

        return [.. totals.Select(total => new MinuteCounts(total.Key, "", total.Value)), .. counts];
    }

    /// <summary>Adds the counts of a slot. A read has up to 12,000 lines, so it does not make a string of each.</summary>
    private static void AddLines(Dictionary<string, AttemptCounts> tasks, ReadOnlySpan<char> slot)
    {
        var known = tasks.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var range in slot.Split('\n'))
        {
            var line = slot[range];
            if (line.IndexOf(' ') is not (> 0 and var end))
            {
                continue;
            }

            if (known.TryGetValue(line[..end], out var counts))
            {
                counts.Add(line[(end + 1)..]);
            }
            else if (line[..end].ToString() is var name && WireName.IsValid(name))
            {
                Add(tasks, name, line[(end + 1)..].ToString());
            }
        }
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
