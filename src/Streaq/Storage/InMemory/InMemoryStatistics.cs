using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Statistics of the tasks of this process.</summary>
internal sealed class InMemoryStatistics(InMemoryGate gate, TimeProvider time) : IStatisticsStore
{
    private static readonly int[] Lengths = [1, StatisticsPlan.Ten, StatisticsPlan.Hour];

    /// <summary>The counts by task, for each length of a slot in minutes and the minute at which it begins.</summary>
    private readonly Dictionary<(int Minutes, long Minute), Dictionary<string, AttemptCounts>> _slots = [];

    /// <summary>Names of tasks and the minute of their last counts.</summary>
    private readonly Dictionary<string, long> _names = new(StringComparer.Ordinal);

    /// <summary>Lines of ended tasks, the oldest first.</summary>
    private readonly List<string> _ended = [];

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask AddAsync(WorkerNews news, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var now = StatisticsPlan.Minute(Now);
            Forget(now);
            foreach (var (minute, task, added) in news.Counts)
            {
                var name = NameFor(task, now);
                foreach (var length in Lengths)
                {
                    Add((length, Math.Min(minute, now) / length * length), name, added);
                }
            }

            _ended.AddRange(news.Ended);
            _ended.RemoveRange(0, Math.Max(0, _ended.Count - WorkerNews.MostEnded));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<StatisticsPart> ReadAsync(StatisticsPlan plan, string? taskName, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var now = Now;
            Forget(StatisticsPlan.Minute(now));
            var from = plan.From(now);
            var slots = new Dictionary<long, AttemptCounts>();
            var tasks = new Dictionary<string, AttemptCounts>(StringComparer.Ordinal);
            foreach (var ((minutes, minute), byName) in _slots.Where(slot => slot.Key.Minute + slot.Key.Minutes > from))
            {
                foreach (var (name, counts) in byName)
                {
                    if (minutes == plan.SlotMinutes && (taskName is null || string.Equals(taskName, name, StringComparison.Ordinal)))
                    {
                        For(slots, minute).Add(counts);
                    }

                    if (minutes == plan.TaskMinutes && taskName is null)
                    {
                        For(tasks, name).Add(counts);
                    }
                }
            }

            return new(new StatisticsPart(now, from, slots, tasks));
        }
    }

    public ValueTask<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(EndedAttempt.NewestFirst(_ended.AsEnumerable().Reverse().Take(limit)));
        }
    }

    private string NameFor(string task, long now)
    {
        if (!_names.ContainsKey(task) && _names.Count >= StatisticsPlan.MostNames)
        {
            return StatisticsPlan.Other;
        }

        _names[task] = now;
        return task;
    }

    private void Add((int Minutes, long Minute) slot, string name, AttemptCounts counts)
    {
        if (!_slots.TryGetValue(slot, out var byName))
        {
            _slots.Add(slot, byName = new(StringComparer.Ordinal));
        }

        For(byName, name).Add(counts);
    }

    private void Forget(long now)
    {
        foreach (var (slot, _) in _slots.Where(slot => slot.Key.Minute + Kept(slot.Key.Minutes) <= now).ToList())
        {
            _slots.Remove(slot);
        }

        foreach (var (name, _) in _names.Where(name => name.Value + Kept(StatisticsPlan.Hour) <= now).ToList())
        {
            _names.Remove(name);
        }
    }

    private static long Kept(int minutes) => (long)StatisticsPlan.Kept(minutes).TotalMinutes;

    private static AttemptCounts For<TKey>(Dictionary<TKey, AttemptCounts> all, TKey key) where TKey : notnull
    {
        if (!all.TryGetValue(key, out var counts))
        {
            all.Add(key, counts = new AttemptCounts());
        }

        return counts;
    }
}
