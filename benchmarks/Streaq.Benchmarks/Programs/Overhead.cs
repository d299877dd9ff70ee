using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>
/// The cost of listening to the telemetry, or of keeping data for the dashboard, as a multiple of another way in the same round.
/// </summary>
/// <param name="Only">
/// The one way to measure, with the way that it is compared with. The JIT optimizes for the code paths that it has seen, and an
/// application listens in one way only: with several ways in one process, each looks more expensive than it is.
/// </param>
/// <param name="Kept">Whether to compare what is kept for the dashboard, instead of ways to listen.</param>
internal sealed record Overhead(int Tasks, int Rounds, int Concurrency, string? Only, bool Kept, string? Redis, bool Json)
{
    /// <summary>The values of <see cref="Only"/>.</summary>
    public static readonly string[] Keys =
        [.. Variants.OfListening(sink: null!).Concat(Variants.OfKeeping()).Where(way => way.Key != way.KeyOfOther).Select(way => way.Key)];

    private const int Callers = 32;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var sink = OtlpSink.Start();
        var ways = Chosen(sink);
        var turns = ways.ToDictionary(way => way.Name, _ => new List<Turn>(), StringComparer.Ordinal);
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var way in ways)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var turn = await RunAsync(redis, way);
                Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}, {way.Name}: enqueue {turn.Enqueue.PerSecond:N0}/s, drain {turn.Drain.PerSecond:N0}/s");
                if (i > 0)
                {
                    turns[way.Name].Add(turn);
                }
            }
        }

        await PrintAsync(ways, turns, sink);
    }

    private Variant[] Chosen(OtlpSink sink)
    {
        var keeping = Variants.OfKeeping();
        var all = Kept || Array.Exists(keeping, way => way.Key == Only) ? keeping : Variants.OfListening(sink);
        var only = Array.Find(all, way => way.Key == Only);
        return only is null ? all : [Array.Find(all, way => way.Name == only.Of)! with { Of = only.Of }, only];
    }

    /// <summary>Enqueues one by one, so that every task has spans of its own in producer and worker.</summary>
    private async Task<Turn> RunAsync(BenchmarkRedis redis, Variant way)
    {
        await redis.ClearAsync();
        using var listening = way.Listen();
        await using var queue = new BenchmarkQueue(redis.Address, Tasks, SetUp, services: way.Services);
        await queue.ConnectAsync();
        return new Turn(
            await Measurement.OfAsync(redis.Account, Tasks, () => queue.EnqueueOneByOneAsync(Callers)),
            await Measurement.OfAsync(redis.Account, Tasks, queue.DrainAsync));

        void SetUp(WorkerOptions worker)
        {
            worker.Concurrency = Concurrency;
            way.Worker(worker);
        }
    }

    private async Task PrintAsync(Variant[] ways, Dictionary<string, List<Turn>> turns, OtlpSink sink)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks, enqueued one by one from {Callers} callers; medians of {Rounds} rounds in turns; OTLP got {sink.Bytes / 1e6:N1} MB");
        foreach (var (heading, part, of) in new (string, string, Func<Turn, Measurement>)[]
        {
            ("Enqueue", "enqueue", turn => turn.Enqueue),
            ("Drain", "drain", turn => turn.Drain),
        })
        {
            report.Text($"\n{heading}");
            report.Table(
                [.. Figures.Headings, "speed", "CPU", "of", "speed in each round"],
                ways.Select(way => (IReadOnlyList<string>)
                [
                    .. Figures.Row(way.Name, turns[way.Name].ConvertAll(turn => of(turn))),
                    Report.Cell(Median(Ratios(turns, way, turn => of(turn).PerSecond))),
                    Report.Cell(Median(Ratios(turns, way, turn => of(turn).CpuMicroseconds))),
                    way.Of,
                    string.Join(' ', Ratios(turns, way, turn => of(turn).PerSecond).Select(Report.Cell)),
                ]));
            foreach (var way in ways)
            {
                report.Add($"{way.Key}_{part}", turns[way.Name].ConvertAll(turn => of(turn)));
                report.Add($"{way.Key}_{part}_speed_ratio_to_{way.KeyOfOther}", Median(Ratios(turns, way, turn => of(turn).PerSecond)));
                report.Add($"{way.Key}_{part}_cpu_ratio_to_{way.KeyOfOther}", Median(Ratios(turns, way, turn => of(turn).CpuMicroseconds)));
            }
        }

        await report.CloseAsync();
    }

    private static double[] Ratios(Dictionary<string, List<Turn>> turns, Variant way, Func<Turn, double> figure) =>
        [.. turns[way.Name].Zip(turns[way.Of], (turn, other) => figure(turn) / figure(other))];

    private static double Median(double[] ratios) => Statistics.Percentile([.. ratios], 50);

    private sealed record Turn(Measurement Enqueue, Measurement Drain);
}
