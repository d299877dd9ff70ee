using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>What listening to the telemetry costs, as a multiple of not listening in the same round.</summary>
/// <param name="Only">
/// The one way of listening to compare with none. The runtime makes code fast for what it has seen, and an application listens in
/// one way: after several ways in one process each looks dearer than it is.
/// </param>
internal sealed record Overhead(int Tasks, int Rounds, int Concurrency, string? Only, string? Redis, bool Json)
{
    private const string Off = "off";

    /// <summary>What <see cref="Only"/> may be.</summary>
    public static readonly string[] Ways = [.. Modes(sink: null!).Select(mode => Key(mode.Name)).Where(key => key != Off)];

    private const int Callers = 32;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var sink = OtlpSink.Start();
        var modes = Array.FindAll(Modes(sink), mode => Only is null || mode.Name == Off || Key(mode.Name) == Only);
        var turns = modes.ToDictionary(mode => mode.Name, _ => new List<Turn>(), StringComparer.Ordinal);
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var (name, listen) in modes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var turn = await RunAsync(redis, listen);
                Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}, {name}: enqueue {turn.Enqueue.PerSecond:N0}/s, drain {turn.Drain.PerSecond:N0}/s");
                if (i > 0)
                {
                    turns[name].Add(turn);
                }
            }
        }

        await PrintAsync(turns, sink);
    }

    private static (string Name, Func<IDisposable?> Listen)[] Modes(OtlpSink sink) =>
    [
        (Off, Listening.Off),
        ("metrics", Listening.ToMetrics),
        ("traces, unsampled (SDK)", Listening.ToUnsampledTraces),
        ("traces, dropped (no SDK)", Listening.ToTraces),
        ("traces, dropped (SDK)", Listening.ToTracesOfSdk),
        ("traces, dropped (package)", Listening.ToTracesOfPackage),
        ("metrics and traces, dropped (SDK)", Listening.ToMetricsAndTracesOfSdk),
        ("traces, exported (OTLP)", () => Listening.ToExportedTraces(sink)),
    ];

    private static string Key(string mode) => string.Join('_', mode.Split([' ', ',', '(', ')'], StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>One by one, so that every task has a span of its own on both sides.</summary>
    private async Task<Turn> RunAsync(BenchmarkRedis redis, Func<IDisposable?> listen)
    {
        await redis.ClearAsync();
        using var listening = listen();
        await using var queue = await BenchmarkQueue.OpenAsync(redis.Address, Tasks, Concurrency);
        return new Turn(
            await Measurement.OfAsync(redis.Account, Tasks, () => queue.EnqueueOneByOneAsync(Callers)),
            await Measurement.OfAsync(redis.Account, Tasks, queue.DrainAsync));
    }

    private async Task PrintAsync(Dictionary<string, List<Turn>> turns, OtlpSink sink)
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
                [.. Figures.Headings, "speed of off", "CPU of off"],
                turns.Select(pair => (IReadOnlyList<string>)
                [
                    .. Figures.Row(pair.Key, pair.Value.ConvertAll(turn => of(turn))),
                    Report.Cell(Ratio(turns, pair.Key, turn => of(turn).PerSecond)),
                    Report.Cell(Ratio(turns, pair.Key, turn => of(turn).CpuMicroseconds)),
                ]));
            foreach (var (mode, its) in turns)
            {
                var key = Key(mode);
                report.Add($"{key}_{part}", its.ConvertAll(turn => of(turn)));
                report.Add($"{key}_{part}_speed_ratio_to_off", Ratio(turns, mode, turn => of(turn).PerSecond));
                report.Add($"{key}_{part}_cpu_ratio_to_off", Ratio(turns, mode, turn => of(turn).CpuMicroseconds));
            }
        }

        await report.CloseAsync();
    }

    private static double Ratio(Dictionary<string, List<Turn>> turns, string mode, Func<Turn, double> figure) =>
        turns[mode].Zip(turns[Off]).Median(pair => figure(pair.First) / figure(pair.Second));

    private sealed record Turn(Measurement Enqueue, Measurement Drain);
}
