namespace Streaq.Benchmarks.Measuring;

/// <summary>The figures that every table shows: medians over the rounds.</summary>
internal static class Figures
{
    private static readonly (string Heading, string Name, Func<Measurement, double> Of)[] All =
    [
        ("tasks/s", "per_s", m => m.PerSecond),
        ("CPU us/task", "cpu_us_per_task", m => m.CpuMicroseconds),
        ("bytes/task", "alloc_bytes_per_task", m => m.AllocatedBytes),
        ("GC us/task", "gc_us_per_task", m => m.CollectingMicroseconds),
        ("Redis us/task", "redis_us_per_task", m => m.RedisMicroseconds),
        // Every command that Redis executed, also inside scripts, as total_commands_processed counts them ...
        ("calls/task", "redis_calls_per_task", m => m.RedisExecuted),
        // ... and only those that clients sent.
        ("sent/task", "redis_sent_per_task", m => m.RedisSent),
    ];

    public static IReadOnlyList<string> Headings { get; } = ["", .. All.Select(figure => figure.Heading)];

    public static IReadOnlyList<string> Row(string name, IReadOnlyCollection<Measurement> rounds) =>
        [name, .. All.Select(figure => Report.Cell(rounds.Median(figure.Of)))];

    /// <summary>Adds <c>drain_per_s</c>, <c>redis_us_per_task_drain</c> and so on.</summary>
    public static void Add(this Report report, string part, IReadOnlyCollection<Measurement> rounds)
    {
        foreach (var (_, name, of) in All)
        {
            report.Add(name == "per_s" ? $"{part}_{name}" : $"{name}_{part}", rounds.Median(of));
        }
    }
}
