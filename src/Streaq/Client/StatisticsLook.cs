using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Client;

/// <summary>Reads the statistics that the workers of the queue have counted.</summary>
internal sealed class StatisticsLook(StoreAccess store)
{
    public async Task<QueueStatistics> ReadAsync(TimeSpan window, string? taskName, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, StatisticsPlan.Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, StatisticsPlan.Longest);
        if (taskName is not null)
        {
            WireName.ThrowIfInvalid(taskName, nameof(taskName), "A task's name");
        }

        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var plan = StatisticsPlan.For(window, ofOne: taskName is not null);
        var part = await opened.Statistics.ReadAsync(plan, taskName, cancellationToken).ConfigureAwait(false);
        var total = new AttemptCounts();
        foreach (var (_, counts) in part.Slots)
        {
            total.Add(counts);
        }

        return new QueueStatistics
        {
            From = Time(part.From),
            Until = UnixTime.ToDateTimeOffset(part.Now),
            SlotLength = TimeSpan.FromMinutes(plan.SlotMinutes),
            Slots = [.. Slots(part, plan.SlotMinutes)],
            Total = total.ToStatistics(),
            Tasks =
            [
                .. part.Tasks.Select(task => new TaskStatistics(task.Key, task.Value.ToStatistics()))
                    .OrderByDescending(task => task.Attempts.Count).ThenBy(task => task.TaskName, StringComparer.Ordinal),
            ],
        };
    }

    public async Task<IReadOnlyList<RecentTask>> RecentAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, WorkerNews.MostEnded);
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Statistics.RecentAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<StatisticsSlot> Slots(StatisticsPart part, int length)
    {
        var nothing = new AttemptCounts().ToStatistics();
        for (var minute = part.From; minute <= StatisticsPlan.Minute(part.Now); minute += length)
        {
            yield return new(Time(minute), part.Slots.GetValueOrDefault(minute)?.ToStatistics() ?? nothing);
        }
    }

    private static DateTimeOffset Time(long minute) => UnixTime.ToDateTimeOffset(minute * 60_000);
}
