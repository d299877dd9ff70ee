using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>Streaq, the bare loop and BullMQ on the same Redis, in turns.</summary>
internal sealed record Peers(int Tasks, int Rounds, int Concurrency, string? Redis, bool Json)
{
    /// <summary>Callers that enqueue one by one.</summary>
    private const int Callers = 32;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var bullMq = await BullMq.StartAsync(redis.Address, Concurrency, traced: false);
        await using var tracedBullMq = await BullMq.StartAsync(redis.Address, Concurrency, traced: true);
        Contestant[] all =
        [
            new("bare loop", async () => await BareLoop.OpenAsync(redis.Address, Tasks)),
            new("Streaq", async () => await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency)),
            new("Streaq, traced", async () => await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency)) { DropSpans = true },
            new("BullMQ", () => bullMq.OpenAsync(Tasks)),
            new("BullMQ, traced", () => tracedBullMq.OpenAsync(Tasks)),
        ];
        var turns = all.ToDictionary(contestant => contestant.Name, _ => new List<Turn>(), StringComparer.Ordinal);
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var contestant in all)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var turn = await RunAsync(contestant, redis);
                Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}, {contestant.Name}: enqueue {turn.Bulk.PerSecond:N0}/s, one by one {turn.Single.PerSecond:N0}/s, drain {turn.Drain.PerSecond:N0}/s");
                if (i > 0)
                {
                    turns[contestant.Name].Add(turn);
                }
            }
        }

        Print(turns);
    }

    private async Task<Turn> RunAsync(Contestant contestant, BenchmarkRedis redis)
    {
        using var listener = contestant.DropSpans ? DroppedSpans.Listen() : null;
        Measurement bulk, drain;
        await redis.ClearAsync();
        await using (var queue = await contestant.OpenAsync())
        {
            bulk = await MeasureAsync(redis, queue, queue.EnqueueManyAsync);
            drain = await MeasureAsync(redis, queue, queue.DrainAsync);
        }

        await redis.ClearAsync();
        await using (var queue = await contestant.OpenAsync())
        {
            var single = await MeasureAsync(redis, queue, () => queue.EnqueueOneByOneAsync(Callers));
            // A given Redis is left without tasks.
            await queue.DrainAsync();
            return new Turn(bulk, single, drain);
        }
    }

    private async Task<Measurement> MeasureAsync(BenchmarkRedis redis, IQueueUnderTest queue, Func<Task<TimeSpan>> work)
    {
        var measurement = await Measurement.OfAsync(redis.Account, Tasks, work);
        return queue.OtherProcessCpu is { } cpu ? measurement with { Cpu = cpu, Allocated = null } : measurement;
    }

    private void Print(Dictionary<string, List<Turn>> turns)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks, one worker of concurrency {Concurrency}; medians of {Rounds} rounds in turns");
        (string Heading, string Name, Func<Turn, Measurement> Of)[] parts =
        [
            ("Enqueue with one call", "enqueue", turn => turn.Bulk),
            ($"Enqueue one by one from {Callers} callers", "enqueue_one_by_one", turn => turn.Single),
            ("Drain", "drain", turn => turn.Drain),
        ];
        foreach (var (heading, name, of) in parts)
        {
            report.Text($"\n{heading}");
            report.Table(
                [.. Figures.Headings, "of Streaq"],
                turns.Select(pair => (IReadOnlyList<string>)[.. Figures.Row(pair.Key, pair.Value.ConvertAll(turn => of(turn))), Report.Cell(Ratio(turns, pair.Key, of))]));
            foreach (var (contestant, its) in turns)
            {
                var key = contestant.Replace(", ", "_", StringComparison.Ordinal).Replace(' ', '_').ToLowerInvariant();
                report.Add($"{key}_{name}", its.ConvertAll(turn => of(turn)));
                report.Add($"{key}_{name}_ratio_to_streaq", Ratio(turns, contestant, of));
            }
        }

        report.Close();
    }

    /// <summary>Speed as a multiple of Streaq's in the same round.</summary>
    private static double Ratio(Dictionary<string, List<Turn>> turns, string contestant, Func<Turn, Measurement> of) =>
        turns[contestant].Zip(turns["Streaq"]).Median(pair => of(pair.First).PerSecond / of(pair.Second).PerSecond);

    private sealed record Contestant(string Name, Func<Task<IQueueUnderTest>> OpenAsync)
    {
        /// <summary>Whether this process's spans are made, sampled and dropped.</summary>
        public bool DropSpans { get; init; }
    }

    private sealed record Turn(Measurement Bulk, Measurement Single, Measurement Drain);
}
