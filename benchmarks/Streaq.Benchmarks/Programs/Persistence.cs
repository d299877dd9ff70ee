using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>The cost of a Redis that keeps tasks on disk, as a multiple of one that does not, in the same round.</summary>
internal sealed record Persistence(int Tasks, int Rounds, int Concurrency, bool Json)
{
    /// <summary>Callers that enqueue one by one.</summary>
    private const int Callers = 32;

    private static readonly (string Name, string[] Arguments)[] Modes =
    [
        ("none", []),
        ("everysec", ["--appendonly", "yes", "--appendfsync", "everysec"]),
        ("always", ["--appendonly", "yes", "--appendfsync", "always"]),
    ];

    private static readonly (string Heading, string Name, Func<Turn, Measurement> Of)[] Parts =
    [
        ("Enqueue with one call", "enqueue", turn => turn.Bulk),
        ($"Enqueue one by one from {Callers} callers", "enqueue_one_by_one", turn => turn.Single),
        ("Drain", "drain", turn => turn.Drain),
        ("Both at once", "together", turn => turn.Together),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var turns = Modes.ToDictionary(mode => mode.Name, _ => new List<Turn>(), StringComparer.Ordinal);
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var (name, arguments) in Modes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                // A new server for each turn: the append-only file grows with each one.
                await using var redis = await BenchmarkRedis.StartAsync(given: null, arguments);
                var turn = await RunAsync(redis);
                Report.Progress(
                    $"{(i == 0 ? "warm-up" : $"round {i}")}, {name}: enqueue {turn.Bulk.PerSecond:N0}/s, one by one {turn.Single.PerSecond:N0}/s, "
                    + $"drain {turn.Drain.PerSecond:N0}/s, together {turn.Together.PerSecond:N0}/s");
                if (i > 0)
                {
                    turns[name].Add(turn);
                }
            }
        }

        await PrintAsync(turns);
    }

    private async Task<Turn> RunAsync(BenchmarkRedis redis)
    {
        Measurement bulk, single, drain;
        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            bulk = await Measurement.OfAsync(redis.Account, Tasks, queue.EnqueueManyAsync);
            drain = await Measurement.OfAsync(redis.Account, Tasks, queue.DrainAsync);
        }

        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            single = await Measurement.OfAsync(redis.Account, Tasks, () => queue.EnqueueOneByOneAsync(Callers));
        }

        await using (var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency))
        {
            return new Turn(bulk, single, drain, await Measurement.OfAsync(redis.Account, Tasks, () => queue.RunTogetherAsync(Callers)));
        }
    }

    private async Task PrintAsync(Dictionary<string, List<Turn>> turns)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks; medians of {Rounds} rounds in turns");
        foreach (var (heading, part, of) in Parts)
        {
            report.Text($"\n{heading}");
            report.Table(
                [.. Figures.Headings, "of none"],
                turns.Select(pair => (IReadOnlyList<string>)[.. Figures.Row(pair.Key, pair.Value.ConvertAll(turn => of(turn))), Report.Cell(Ratio(pair.Value))]));
            foreach (var (name, its) in turns)
            {
                report.Add($"{name}_{part}", its.ConvertAll(turn => of(turn)));
                report.Add($"{name}_{part}_ratio_to_none", Ratio(its));
            }

            double Ratio(List<Turn> its) => its.Zip(turns["none"]).Median(pair => of(pair.First).PerSecond / of(pair.Second).PerSecond);
        }

        await report.CloseAsync();
    }

    private sealed record Turn(Measurement Bulk, Measurement Single, Measurement Drain, Measurement Together);
}
