using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Dashboard.Tests.Pictures;

/// <summary>Statistics of three days: more by day than by night, and a bank that was unavailable for some minutes.</summary>
internal static class ShopHistory
{
    private static readonly (string Name, double Rate, double Milliseconds, double Failing)[] Tasks =
    [
        ("orders.bill", 4, 180, 0.02), ("receipts.send", 5, 60, 0.003), ("images.resize", 2, 2_400, 0.001), ("search.index_product", 9, 22, 0),
        ("orders.archive", 0.3, 9_000, 0),
    ];

    public static async Task AddAsync(ITaskStore store, DateTimeOffset until)
    {
        // The same in every run.
        var random = new Random(4711);
        var now = StatisticsPlan.Minute(until.ToUnixTimeMilliseconds());
        var (minutes, all) = ((long)StatisticsPlan.Hours.TotalMinutes, (long)StatisticsPlan.Longest.TotalMinutes);
        var counts = new List<MinuteCounts>();
        for (var ago = all - 1; ago > 0; ago -= ago <= minutes ? 1 : StatisticsPlan.Ten)
        {
            var isAway = ago is > 22 and < 31;
            var day = Math.Sin((until.Hour * 60 + until.Minute - ago) / 720.0 * Math.PI - Math.PI / 2) * 0.45 + 0.55;
            var length = ago <= minutes ? 1 : StatisticsPlan.Ten;
            counts.AddRange(Tasks.Select(task => new MinuteCounts(now - ago, task.Name, Count(random, task, day * length, isAway))));
        }

        await store.Statistics.AddAsync(new([.. counts.Where(count => count.Counts.Count > 0)], [.. Ended(random, until)]), CancellationToken.None);
    }

    private static AttemptCounts Count(Random random, (string Name, double Rate, double Milliseconds, double Failing) task, double scale, bool isAway)
    {
        var counts = new AttemptCounts();
        var attempts = (int)(task.Rate * scale * (0.6 + random.NextDouble() * 0.8) + random.NextDouble());
        for (var i = 0; i < attempts; i++)
        {
            var fails = random.NextDouble() < (isAway && task.Name is "orders.bill" ? 0.8 : task.Failing);
            counts.Add(
                !fails ? TaskOutcome.Success : isAway ? TaskOutcome.Retry : TaskOutcome.Failure,
                TimeSpan.FromMilliseconds(task.Milliseconds * (0.5 + random.NextDouble() * 1.5)),
                TimeSpan.FromMilliseconds(4 + random.NextDouble() * (isAway ? 900 : 40)));
        }

        return counts;
    }

    private static IEnumerable<string> Ended(Random random, DateTimeOffset until)
    {
        for (var i = 60; i > 0; i--)
        {
            var task = Tasks[random.Next(Tasks.Length)];
            var (ended, took) = (until.ToUnixTimeMilliseconds() - i * 2_900L, (long)(task.Milliseconds * (0.5 + random.NextDouble() * 1.5)));
            yield return new EndedAttempt
            {
                Id = Guid.CreateVersion7(until.AddSeconds(-i * 3)).ToString("N"),
                Name = task.Name,
                Priority = "normal",
                Attempt = i % 17 == 0 ? 2 : 1,
                Outcome = i % 23 == 0 ? TaskOutcome.Failure : TaskOutcome.Success,
                ReadyAt = ended - took - random.Next(4, 60),
                StartedAt = ended - took,
                EndedAt = ended,
                ErrorType = i % 23 == 0 ? "System.TimeoutException" : null,
                TraceId = i % 5 == 0 ? null : $"{random.NextInt64():x16}{random.NextInt64():x16}",
                SpanId = i % 5 == 0 ? null : $"{random.NextInt64():x16}",
            }.ToLine("shop-worker-3f8a11c0");
        }
    }
}
