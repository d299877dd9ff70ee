using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Outboxes;
using Streaq.Benchmarks.Queues;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Programs;

/// <summary>
/// Compares Streaq's outbox with Wolverine's on the same PostgreSQL, in turns, and with the save alone and an enqueue after it.
/// </summary>
internal sealed record OutboxCost(int Tasks, int Rows, int Rounds, int Commits, string? Redis, bool Json)
{
    /// <summary>Callers that save at the same time on PostgreSQL. SQLite has one writer.</summary>
    private const int Callers = 8;

    private const string Reference = "Streaq outbox";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var postgres = await PostgresServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("streaq-bench-");
        try
        {
            Action<DbContextOptionsBuilder> Postgres() => Use(postgres.NewDatabase());
            Action<DbContextOptionsBuilder> Sqlite(string name) =>
                options => options.UseSqlite($"Data Source={Path.Combine(folder.FullName, name)}");

            var (local, queued) = (postgres.NewDatabase(), postgres.NewDatabase());
            var report = new Report(Json);
            report.Text($"{Commits} saves one after the other, then {Tasks:N0} at once; medians of {Rounds} rounds in turns");
            await CompareAsync(
                report,
                redis,
                ("PostgreSQL", "postgres", Callers),
                [
                    Streaq("EF Core alone", redis, Postgres(), Way.None),
                    Streaq("save, then enqueue", redis, Postgres(), Way.After),
                    Streaq(Reference, redis, Postgres(), Way.Outbox),
                    new("Wolverine, own process", async stop => await WolverineOutbox.OpenAsync(local, throughQueue: false, stop)),
                    new("Wolverine, PostgreSQL queue", async stop => await WolverineOutbox.OpenAsync(queued, throughQueue: true, stop)),
                ],
                cancellationToken);
            await RelayAsync(report, redis, ("PostgreSQL", "postgres"), Postgres(), cancellationToken);
            await CompareAsync(
                report,
                redis,
                ("SQLite", "sqlite", 1),
                [
                    Streaq("EF Core alone", redis, Sqlite("alone.db"), Way.None),
                    Streaq("save, then enqueue", redis, Sqlite("after.db"), Way.After),
                    Streaq(Reference, redis, Sqlite("outbox.db"), Way.Outbox),
                ],
                cancellationToken);
            await RelayAsync(report, redis, ("SQLite", "sqlite"), Sqlite("relay.db"), cancellationToken);
            await report.CloseAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private async Task CompareAsync(
        Report report, BenchmarkRedis redis, (string Name, string Key, int Callers) on, Contestant[] all, CancellationToken cancellationToken)
    {
        var rounds = all.ToDictionary(contestant => contestant.Name, _ => new List<OutboxRound>(), StringComparer.Ordinal);
        // The first round warms up.
        for (var i = 0; i <= Rounds; i++)
        {
            foreach (var contestant in all)
            {
                await redis.ClearAsync();
                OutboxRound round;
                await using (var application = await contestant.OpenAsync(cancellationToken))
                {
                    round = await OutboxRound.OfAsync(application, Commits, Tasks, on.Callers, cancellationToken);
                }

                // The server allows a hundred connections for all contestants together.
                NpgsqlConnection.ClearAllPools();
                Report.Progress($"{(i == 0 ? "warm-up" : $"round {i}")}, {contestant.Name}: save {round.Save:N2} ms, to start {round.ToStart:N2} ms, {round.SavedPerSecond:N0} saves/s, {round.BegunPerSecond:N0} starts/s");
                if (i > 0)
                {
                    rounds[contestant.Name].Add(round);
                }
            }
        }

        Print(report, on, rounds);
    }

    private static void Print(Report report, (string Name, string Key, int Callers) on, Dictionary<string, List<OutboxRound>> all)
    {
        report.Text($"\n{on.Name}, saves at once from {on.Callers}; times in ms, ratios to Streaq's outbox in the same round");
        (string Heading, string Key, Func<OutboxRound, double> Of)[] figures =
        [
            ("save", "save_ms", round => round.Save),
            ("saved to start", "saved_to_start_ms", round => round.SavedToStart),
            ("p99", "saved_to_start_p99_ms", round => round.SavedToStart99),
            ("call to start", "to_start_ms", round => round.ToStart),
            ("saves/s", "saves_per_s", round => round.SavedPerSecond),
            ("starts/s", "starts_per_s", round => round.BegunPerSecond),
        ];
        var reference = all[Reference];
        double Ratio(List<OutboxRound> rounds, Func<OutboxRound, double> of) =>
            rounds.Zip(reference).Median(pair => of(pair.First) / of(pair.Second));
        report.Table(
            ["", .. figures.Select(figure => figure.Heading), "call to start, ratio", "saves/s, ratio", "starts/s, ratio"],
            all.Select(pair => (IReadOnlyList<string>)
            [
                pair.Key,
                .. figures.Select(figure => Report.Cell(pair.Value.Median(figure.Of))),
                Report.Cell(Ratio(pair.Value, round => round.ToStart)),
                Report.Cell(Ratio(pair.Value, round => round.SavedPerSecond)),
                Report.Cell(Ratio(pair.Value, round => round.BegunPerSecond)),
            ]));
        foreach (var (name, rounds) in all)
        {
            var key = name.Replace(", ", "_", StringComparison.Ordinal).Replace(' ', '_').ToLowerInvariant();
            foreach (var figure in figures)
            {
                report.Add($"{on.Key}_{key}_{figure.Key}", rounds.Median(figure.Of));
            }

            report.Add($"{on.Key}_{key}_saves_ratio", Ratio(rounds, round => round.SavedPerSecond));
            report.Add($"{on.Key}_{key}_starts_ratio", Ratio(rounds, round => round.BegunPerSecond));
        }
    }

    /// <summary>Measures how fast one relay empties a full outbox.</summary>
    private async Task RelayAsync(
        Report report, BenchmarkRedis redis, (string Name, string Key) on, Action<DbContextOptionsBuilder> database, CancellationToken cancellationToken)
    {
        var perSecond = new double[Rounds];
        for (var round = -1; round < Rounds; round++)
        {
            await redis.ClearAsync();
            await using (var writer = await StreaqOutbox.OpenAsync(redis.Address, database, Way.OutboxWithoutRelay, cancellationToken))
            {
                await writer.FillAsync(Rows, cancellationToken);
            }

            var began = Stopwatch.GetTimestamp();
            await using var relay = await StreaqOutbox.OpenAsync(redis.Address, database, Way.RelayAlone, cancellationToken);
            await relay.EmptyAsync(cancellationToken);
            if (round >= 0)
            {
                perSecond[round] = Rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
                Report.Progress($"round {round + 1}, relay on {on.Name}: {perSecond[round]:N0} rows/s");
            }
        }

        var median = Statistics.Percentile(perSecond, 50);
        report.Text($"\n{Report.Cell(median)} rows a second, moved by one relay out of {Rows:N0}, its start included; median of {Rounds} rounds on {on.Name}");
        report.Add($"{on.Key}_relayed_per_s", median);
    }

    private static Contestant Streaq(string name, BenchmarkRedis redis, Action<DbContextOptionsBuilder> database, Way way) =>
        new(name, async stop => await StreaqOutbox.OpenAsync(redis.Address, database, way, stop));

    private static Action<DbContextOptionsBuilder> Use(string database) => options => options.UseNpgsql(database);

    private sealed record Contestant(string Name, Func<CancellationToken, Task<IOutboxUnderTest>> OpenAsync);
}
