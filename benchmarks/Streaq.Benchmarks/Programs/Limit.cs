using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>Compares Streaq with the bare loop on the same Redis, in turns: the share of the possible speed that it reaches.</summary>
internal sealed record Limit(int Tasks, int Rounds, int Concurrency, string? Redis, bool Json)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        var rounds = new List<Round>();
        for (var i = 0; i <= Rounds; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (bareEnqueue, bareDrain) = await RunAsync(redis, async () => await BareLoop.OpenAsync(redis.Address, Tasks));
            var (enqueue, drain) = await RunAsync(redis, async () => await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency));
            Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}: bare {bareEnqueue.PerSecond:N0}/s and {bareDrain.PerSecond:N0}/s, Streaq {enqueue.PerSecond:N0}/s and {drain.PerSecond:N0}/s");
            if (i > 0)
            {
                rounds.Add(new Round(bareEnqueue, bareDrain, enqueue, drain));
            }
        }

        await PrintAsync(rounds);
    }

    private async Task<(Measurement Enqueue, Measurement Drain)> RunAsync(BenchmarkRedis redis, Func<Task<IQueueUnderTest>> open)
    {
        await redis.ClearAsync();
        await using var queue = await open();
        return (await Measurement.OfAsync(redis.Account, Tasks, queue.EnqueueManyAsync), await Measurement.OfAsync(redis.Account, Tasks, queue.DrainAsync));
    }

    private async Task PrintAsync(List<Round> rounds)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks; medians of {rounds.Count} rounds in turns");
        report.Table(Figures.Headings,
        [
            Figures.Row("bare enqueue", rounds.ConvertAll(round => round.BareEnqueue)),
            Figures.Row("Streaq enqueue", rounds.ConvertAll(round => round.Enqueue)),
            Figures.Row("bare drain", rounds.ConvertAll(round => round.BareDrain)),
            Figures.Row("Streaq drain", rounds.ConvertAll(round => round.Drain)),
        ]);
        report.Add("bare_enqueue", rounds.ConvertAll(round => round.BareEnqueue));
        report.Add("enqueue", rounds.ConvertAll(round => round.Enqueue));
        report.Add("bare_drain", rounds.ConvertAll(round => round.BareDrain));
        report.Add("drain", rounds.ConvertAll(round => round.Drain));
        report.Text("\nStreaq as a multiple of the bare loop, each round with its neighbour");
        AddRatio(report, rounds, "enqueue_speed_ratio", round => round.Enqueue.PerSecond / round.BareEnqueue.PerSecond);
        AddRatio(report, rounds, "drain_speed_ratio", round => round.Drain.PerSecond / round.BareDrain.PerSecond);
        AddRatio(report, rounds, "drain_cpu_ratio", round => round.Drain.Cpu / round.BareDrain.Cpu);
        AddRatio(report, rounds, "drain_redis_ratio", round => round.Drain.RedisMicroseconds / round.BareDrain.RedisMicroseconds);
        AddRatio(report, rounds, "drain_alloc_ratio", round => round.Drain.AllocatedBytes / round.BareDrain.AllocatedBytes);
        await report.CloseAsync();
    }

    private static void AddRatio(Report report, List<Round> rounds, string name, Func<Round, double> ratio)
    {
        var median = rounds.Median(ratio);
        report.Add(name, median);
        report.Text($"{name,-20} {Report.Cell(median)}");
    }

    private sealed record Round(Measurement BareEnqueue, Measurement BareDrain, Measurement Enqueue, Measurement Drain);
}
