using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>The cost of one worker that has nothing to do.</summary>
internal sealed record Idle(double Seconds, string? Redis, bool Json)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var queue = new BenchmarkQueue(redis.Address, tasks: 1, _ => { });
        await queue.StartWorkerAsync();
        // The worker has joined when a task has ended, and is idle when a blocking read has returned nothing.
        await queue.EnqueueManyAsync(1);
        await queue.StoredAsync();
        await Task.Delay(TimeSpan.FromSeconds(6), cancellationToken);

        var length = TimeSpan.FromSeconds(Seconds);
        var idle = await Measurement.OfAsync(redis.Account, tasks: 1, async () =>
        {
            await Task.Delay(length, cancellationToken);
            return length;
        });

        var report = new Report(Json);
        report.Text($"One idle worker for {Seconds:N0} s");
        Add(report, "commands_per_s", idle.Redis.Executed / Seconds, "commands per second");
        Add(report, "sent_per_s", idle.Redis.Sent / Seconds, "of them sent, the rest inside scripts");
        Add(report, "cpu_percent", idle.Cpu / length * 100, "% of one core, this process");
        Add(report, "redis_cpu_percent", idle.Redis.CpuMicroseconds / length.TotalMicroseconds * 100, "% of one core, Redis");
        Add(report, "alloc_bytes_per_s", idle.AllocatedBytes / Seconds, "bytes allocated per second");
        report.Text("");
        report.Table(["", "calls"], idle.Redis.Calls.OrderByDescending(pair => pair.Value.Count).Select(pair => new[] { pair.Key, $"{pair.Value.Count}" }));
        await report.CloseAsync();
    }

    private static void Add(Report report, string name, double value, string text)
    {
        report.Add(name, value);
        report.Text($"{Report.Cell(value),8} {text}");
    }
}
