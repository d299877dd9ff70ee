using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.Benchmarks.Systems;

namespace Streaq.Benchmarks.Programs;

/// <summary>
/// Compares Streaq on both stores with the systems that a developer might choose instead, in turns, each system in a process of its own.
/// </summary>
/// <param name="Tasks">Tasks per round.</param>
/// <param name="Rounds">Rounds after the warm-up round.</param>
/// <param name="Concurrency">The workers' concurrency.</param>
/// <param name="Only">The names of the only systems to run; empty for all.</param>
/// <param name="Redis">A Redis to use; <see langword="null"/> to start one.</param>
/// <param name="Json">Whether to print JSON.</param>
internal sealed record Peers(int Tasks, int Rounds, int Concurrency, string[] Only, string? Redis, bool Json)
{
    /// <summary>Callers that enqueue one by one.</summary>
    private const int Callers = 32;

    private static readonly (string Heading, string Name, Func<PeerTurn, Measurement?> Of)[] Parts =
    [
        ("Enqueue with one call", "enqueue", turn => turn.Bulk),
        ($"Enqueue one by one from {Callers} callers", "enqueue_one_by_one", turn => turn.Single),
        ("Drain", "drain", turn => turn.Drain),
        ("Both at once", "together", turn => turn.Together),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var servers = new PeerServers(redis);
        var chosen = Contestants.All.Where(one => Only.Length == 0 || Only.Contains(one.System, StringComparer.Ordinal)).ToArray();
        var runs = new Dictionary<Contestant, IContestantRun>();
        try
        {
            foreach (var contestant in chosen)
            {
                if (await contestant.StartAsync(servers, Concurrency) is { } run)
                {
                    runs.Add(contestant, run);
                }
                else
                {
                    Report.Progress($"{contestant.Name}: {contestant.NotInstalled}");
                }
            }

            await PrintAsync(await RunAsync(runs, redis, cancellationToken), [.. chosen.Where(one => !runs.ContainsKey(one))]);
        }
        finally
        {
            foreach (var run in runs.Values)
            {
                await run.DisposeAsync();
            }
        }
    }

    private async Task<Dictionary<Contestant, List<PeerTurn>>> RunAsync(
        Dictionary<Contestant, IContestantRun> runs, BenchmarkRedis redis, CancellationToken cancellationToken)
    {
        var turns = runs.Keys.ToDictionary(contestant => contestant, _ => new List<PeerTurn>());
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var (contestant, run) in runs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var turn = await run.TakeTurnAsync(redis, Tasks, Callers);
                Report.Progress(
                    $"{(i == 0 ? "warm-up" : $"round {i}")}, {contestant.Name}: "
                    + (turn is { Single: { } single, Drain: { } drain } ? $"one by one {single.PerSecond:N0}/s, drain {drain.PerSecond:N0}/s, " : "")
                    + $"together {turn.Together.PerSecond:N0}/s");
                if (i > 0)
                {
                    turns[contestant].Add(turn);
                }
            }
        }

        return turns;
    }

    private async Task PrintAsync(Dictionary<Contestant, List<PeerTurn>> turns, Contestant[] missing)
    {
        var report = new Report(Json);
        report.Text($"{Tasks:N0} no-op tasks, one worker of concurrency {Concurrency}; medians of {Rounds} rounds in turns");
        foreach (var isInMemory in new[] { false, true })
        {
            foreach (var (heading, name, of) in Parts)
            {
                var place = isInMemory ? "in the process" : "on a server, Redis unless it is named";
                Print(report, $"{heading}, {place}", name, turns.Where(pair => pair.Key.On is Store.Memory == isInMemory), of);
            }
        }

        report.Text("");
        foreach (var contestant in missing)
        {
            report.Text($"{contestant.Name}: {contestant.NotInstalled}");
            report.Add(contestant.Key, contestant.NotInstalled);
        }

        await report.CloseAsync();
    }

    private static void Print(
        Report report,
        string heading,
        string name,
        IEnumerable<KeyValuePair<Contestant, List<PeerTurn>>> turns,
        Func<PeerTurn, Measurement?> of)
    {
        var all = turns.Where(pair => pair.Value.TrueForAll(turn => of(turn) is not null)).ToArray();
        if (all.Length == 0)
        {
            return;
        }

        report.Text($"\n{heading}");
        report.Table(
            [.. Figures.Headings, "of Streaq"],
            all.Select(pair => (IReadOnlyList<string>)[.. Figures.Row(pair.Key.Name, Measured(pair.Value)), Report.Cell(Ratio(pair))]));
        foreach (var pair in all)
        {
            report.Add($"{pair.Key.Key}_{name}", Measured(pair.Value));
            report.Add($"{pair.Key.Key}_{name}_ratio_to_streaq", Ratio(pair));
        }

        List<Measurement> Measured(List<PeerTurn> rounds) => rounds.ConvertAll(turn => of(turn)!);

        // Speed as a multiple of Streaq's, without traces, in the same round.
        double Ratio(KeyValuePair<Contestant, List<PeerTurn>> pair) => Array.Find(
            all, other => other.Key is { Traced: false, IsApart: false } && string.Equals(other.Key.System, pair.Key.ComparedWith, StringComparison.Ordinal)) is { Value: { } streaq }
            ? Measured(pair.Value).Zip(Measured(streaq)).Median(both => both.First.PerSecond / both.Second.PerSecond)
            : double.NaN;
    }
}
