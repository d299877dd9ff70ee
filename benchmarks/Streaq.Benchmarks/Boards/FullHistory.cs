using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Benchmarks.Boards;

/// <summary>Adds as many statistics, ended tasks and spans as a queue may keep.</summary>
internal static class FullHistory
{
    private static readonly string[] Names = [.. Enumerable.Range(0, StatisticsPlan.MostNames).Select(i => $"orders.step_{i:000}")];

    /// <summary>The name of a task that has statistics.</summary>
    public static string TaskName => Names[0];

    /// <summary>Adds statistics of all names (each minute of eight hours, each hour of three days) and ended tasks.</summary>
    public static async Task AddAsync(ITaskStore store)
    {
        var now = StatisticsPlan.Minute(store.Now);
        var (minutes, all) = ((long)StatisticsPlan.Hours.TotalMinutes, (long)StatisticsPlan.Longest.TotalMinutes);
        for (var ago = all - 1; ago >= 0; ago -= ago <= minutes ? 1 : StatisticsPlan.Hour)
        {
            var counts = Counts();
            var minute = now - ago;
            await store.Statistics.AddAsync(new([.. Names.Select(name => new MinuteCounts(minute, name, counts))], []), CancellationToken.None);
        }

        await store.Statistics.AddAsync(new([], [.. Enumerable.Range(0, WorkerNews.MostEnded).Select(i => Ended(store.Now, i))]), CancellationToken.None);
    }

    /// <summary>Keeps spans within an attempt.</summary>
    public static async Task KeepTraceAsync(ITaskStore store, string traceId, string attemptId)
    {
        var began = DateTimeOffset.UtcNow.AddSeconds(-10);
        var spans = Enumerable.Range(0, TraceBudget.MaxSpans).Select(i => new TraceSpan
        {
            SpanId = $"{i + 1:x16}",
            ParentId = i == 0 ? attemptId : $"{((i - 1) / 4) + 1:x16}",
            Name = $"SELECT orders_{i}",
            Source = "Shop.Orders",
            Service = "shop",
            Kind = ActivityKind.Client,
            StartedAt = began.AddMilliseconds(i),
            Duration = TimeSpan.FromMilliseconds(300 - i),
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["db.system.name"] = "postgresql", ["db.operation.name"] = "SELECT" },
        });
        await store.Traces.KeepAsync([.. TraceCodec.Write(new TaskTrace(traceId, [.. spans]))], new TraceBudget { TimeToLive = TimeSpan.FromHours(12) }, 0, CancellationToken.None);
    }

    /// <summary>A few attempts of each duration, as a service has that mostly answers in milliseconds and sometimes in seconds.</summary>
    private static AttemptCounts Counts()
    {
        var counts = new AttemptCounts();
        for (var i = 0; i < 10; i++)
        {
            var outcome = i == 9 ? TaskOutcome.Failure : TaskOutcome.Success;
            counts.Add(outcome, TimeSpan.FromMilliseconds(1 << i), TimeSpan.FromMilliseconds(3 << (i / 2)));
        }

        return counts;
    }

    private static string Ended(long now, int number) => new EndedAttempt
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Name = Names[number % Names.Length],
        Priority = "normal",
        Attempt = 1 + number % 3,
        Outcome = number % 10 == 0 ? TaskOutcome.Failure : TaskOutcome.Success,
        ReadyAt = now - 1_000_000 + number * 900,
        StartedAt = now - 999_990 + number * 900,
        EndedAt = now - 999_000 + number * 900,
        ErrorType = number % 10 == 0 ? "System.TimeoutException" : null,
        TraceId = $"{number + 1:x32}",
        SpanId = $"{number + 1:x16}",
    }.ToLine("billing-7");
}
