using System.Globalization;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.Benchmarks.Scaling;

namespace Streaq.Benchmarks.Programs;

/// <summary>Measures how the cost per task changes with size, one dimension after the other.</summary>
internal sealed record Scale(int Max, string[] Only, bool Json)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Always a new server: scheduled tasks stay behind. Each idle worker of a trial has a connection.
        await using var redis = await BenchmarkRedis.StartAsync(given: null, "--maxclients", "12000");
        var all = Dimensions(redis);
        if (Only.FirstOrDefault(word => all.All(dimension => !IsCalled(dimension, word))) is { } unknown)
        {
            throw new ArgumentException($"There is no dimension {unknown}. There are: {string.Join(", ", all.Select(Word))}.");
        }

        // The first trial warms everything up and is not printed.
        await RoundTrip.MeasureAsync(redis, Sizes.Tasks, Sizes.Tasks, queue => queue.EnqueueManyAsync());
        var report = new Report(Json);
        foreach (var dimension in all.Where(dimension => Only.Length == 0 || Only.Any(word => IsCalled(dimension, word))))
        {
            await PrintAsync(report, dimension, cancellationToken);
        }

        await report.CloseAsync();
    }

    private IDimension[] Dimensions(BenchmarkRedis redis) =>
    [
        new WorkerProcesses(redis), new ManyQueues(redis), new QueueLengths(redis, Max), new DueTasks(redis, Max),
        new ScheduledBeside(redis, Max), new WaitingBeside(redis, Max), new Payloads(redis), new PriorityCounts(redis),
        new JoinedWorkers(redis, Max), new IdleReaders(redis, Max), new ClusterNodes(),
    ];

    private static string Number(int size) => size.ToString("N0", CultureInfo.InvariantCulture);

    private static string Word(IDimension dimension) => dimension.Name.Replace(' ', '_');

    private static bool IsCalled(IDimension dimension, string word) => string.Equals(Word(dimension), word, StringComparison.Ordinal);

    private static async Task PrintAsync(Report report, IDimension dimension, CancellationToken cancellationToken)
    {
        Report.Progress($"{dimension.Name} ...");
        var rows = new List<ScaleRow>();
        await foreach (var row in dimension.MeasureAsync(cancellationToken))
        {
            Report.Progress($"{dimension.Name} {Number(row.Size)}: done");
            rows.Add(row);
            foreach (var (name, value) in row.Figures)
            {
                report.Add($"{Word(dimension)}_{row.Size}_{name}", value);
            }
        }

        if (rows.Count > 0)
        {
            report.Table(
                [dimension.Name, .. rows[0].Figures.Select(figure => figure.Name.Replace('_', ' '))],
                rows.Select(row => (string[])[Number(row.Size), .. row.Figures.Select(figure => Report.Cell(figure.Value))]));
            report.Text("");
        }
    }
}
