using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>Enqueues and drains tasks that do nothing: in bulk, one by one, and both at the same time.</summary>
internal sealed record Throughput(int Tasks, int Rounds, int Concurrency, string? Redis, bool Json, bool Types)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        using var enqueueTypes = Types ? new AllocatedTypes() : null;
        using var drainTypes = Types ? new AllocatedTypes() : null;
        using var singleTypes = Types ? new AllocatedTypes() : null;
        var rounds = new List<Round>();
        // The first round warms up the JIT, the connection code and Redis, and does not count.
        for (var i = 0; i <= Rounds; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var round = await RunRoundAsync(redis, i == 0 ? null : enqueueTypes, i == 0 ? null : drainTypes, i == 0 ? null : singleTypes);
            Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}: enqueue {round.Bulk.PerSecond:N0}/s, drain {round.Drain.PerSecond:N0}/s, one by one {round.Single.PerSecond:N0}/s, both {round.Both.PerSecond:N0}/s");
            if (i > 0)
            {
                rounds.Add(round);
            }
        }

        await PrintAsync(rounds, enqueueTypes, drainTypes, singleTypes);
    }

    private async Task<Round> RunRoundAsync(BenchmarkRedis redis, AllocatedTypes? enqueueTypes, AllocatedTypes? drainTypes, AllocatedTypes? singleTypes)
    {
        await redis.ClearAsync();
        Measurement bulk, drain, single;
        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            bulk = await WithTypesAsync(enqueueTypes, () => Measurement.OfAsync(redis.Account, Tasks, queue.EnqueueManyAsync));
            drain = await WithTypesAsync(drainTypes, () => Measurement.OfAsync(redis.Account, Tasks, queue.DrainAsync));
        }

        await redis.ClearAsync();
        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            single = await WithTypesAsync(singleTypes, () => Measurement.OfAsync(redis.Account, Tasks, () => queue.EnqueueOneByOneAsync(Concurrency)));
            await queue.DrainAsync();
        }

        await redis.ClearAsync();
        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            var both = await Measurement.OfAsync(redis.Account, Tasks, () => queue.RunTogetherAsync(Concurrency));
            return new Round(bulk, drain, single, both);
        }
    }

    private static async Task<Measurement> WithTypesAsync(AllocatedTypes? types, Func<Task<Measurement>> measure)
    {
        if (types is null)
        {
            return await measure();
        }

        types.Counting = true;
        var measurement = await measure();
        types.Counting = false;
        return measurement;
    }

    private async Task PrintAsync(List<Round> rounds, AllocatedTypes? enqueueTypes, AllocatedTypes? drainTypes, AllocatedTypes? singleTypes)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks, one worker of concurrency {Concurrency} in this process; medians of {rounds.Count} rounds");
        (string Name, string Part, List<Measurement> Rounds)[] parts =
        [
            ("enqueue in bulk", "enqueue", rounds.ConvertAll(round => round.Bulk)),
            ("drain", "drain", rounds.ConvertAll(round => round.Drain)),
            ("enqueue one by one", "enqueue_one_by_one", rounds.ConvertAll(round => round.Single)),
            ("both at once", "both", rounds.ConvertAll(round => round.Both)),
        ];
        report.Table(Figures.Headings, parts.Select(part => Figures.Row(part.Name, part.Rounds)));
        foreach (var part in parts)
        {
            report.Add(part.Part, part.Rounds);
        }

        // A name without a part means the worker's side.
        report.Add("alloc_bytes_per_task", rounds.Median(round => round.Drain.AllocatedBytes));
        report.Add("tasks", Tasks);
        report.Add("rounds", rounds.Count);
        report.Add("concurrency", Concurrency);
        PrintCommands(report, "enqueue in bulk", rounds[^1].Bulk.Redis);
        PrintCommands(report, "drain", rounds[^1].Drain.Redis);
        PrintTypes(report, "enqueue in bulk", enqueueTypes);
        PrintTypes(report, "drain", drainTypes);
        PrintTypes(report, "enqueue one by one", singleTypes);
        await report.CloseAsync();
    }

    private void PrintCommands(Report report, string of, RedisUse use)
    {
        report.Text($"\nRedis commands of the last {of} (a script's time includes its commands')");
        report.Table(
            ["", "calls", "us/task"],
            use.Calls.OrderByDescending(pair => pair.Value.Microseconds).Take(8)
                .Select(pair => new[] { pair.Key, Report.Cell(pair.Value.Count), Report.Cell((double)pair.Value.Microseconds / Tasks) }));
    }

    private static void PrintTypes(Report report, string of, AllocatedTypes? types)
    {
        if (types is not null)
        {
            report.Text($"\nAllocated by {of}");
            report.Table(["", "% of bytes"], types.Parts().Take(25).Select(part => new[] { part.Type, Report.Cell(part.Part * 100) }));
        }
    }

    private sealed record Round(Measurement Bulk, Measurement Drain, Measurement Single, Measurement Both);
}
