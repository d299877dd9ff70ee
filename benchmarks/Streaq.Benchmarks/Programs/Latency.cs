using System.Diagnostics;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>
/// How long a task takes from its enqueue to its start and to its result in the caller's hand, idle and at half load, and what the bare
/// commands take in turns with it.
/// </summary>
internal sealed record Latency(double Seconds, int Concurrency, bool Child, string? Redis, bool Json)
{
    private const int Callers = 32;

    /// <summary>Tasks by which the capacity is found, of which the load is half.</summary>
    private const int CalibrationTasks = 20_000;

    private static readonly double[] Percents = [50, 99, 99.9];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var redis = await BenchmarkRedis.StartAsync(Redis);
        await using var queue = new BenchmarkQueue(redis.Address, int.MaxValue, worker => worker.Concurrency = Concurrency);
        await using var child = Child ? await WorkerProcess.StartAsync(redis.Address, queue.Name, Concurrency) : null;
        await using var bare = await BareProbe.OpenAsync(redis.Address);
        await queue.ConnectAsync();
        if (child is null)
        {
            await queue.StartWorkerAsync();
        }
        else
        {
            child.Go();
        }

        await ProbeAsync(queue, bare, TimeSpan.FromSeconds(1), cancellationToken);
        Report.Progress("idle ...");
        var idle = await ProbeAsync(queue, bare, TimeSpan.FromSeconds(Seconds), cancellationToken);
        var capacity = await FindCapacityAsync(queue);
        Report.Progress($"at half of {capacity:N0} tasks/s ...");
        using var loaded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = LoadAsync(queue, capacity / 2, loaded.Token);
        var half = await ProbeAsync(queue, bare, TimeSpan.FromSeconds(Seconds), cancellationToken);
        await loaded.CancelAsync();
        var rate = await load;
        await PrintAsync(idle, half, capacity, rate);
    }

    /// <summary>One task at a time, then one bare entry, each after a pause in which its reader falls idle again.</summary>
    private static async Task<Samples> ProbeAsync(BenchmarkQueue queue, BareProbe bare, TimeSpan length, CancellationToken cancellationToken)
    {
        var samples = new Samples([], [], []);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            var enqueued = Stopwatch.GetTimestamp();
            var handle = await queue.Client.EnqueueAsync(BenchmarkTasks.Probe, 0, cancellationToken: cancellationToken);
            var started = await handle.ResultAsync(cancellationToken: cancellationToken);
            samples.ToResult.Add(Stopwatch.GetElapsedTime(enqueued).TotalMilliseconds);
            samples.ToStart.Add(Stopwatch.GetElapsedTime(enqueued, started).TotalMilliseconds);
            bare.Wait();
            await Task.Delay(1, cancellationToken);
            samples.Bare.Add((await bare.StartAsync()).TotalMilliseconds);
            await Task.Delay(1, cancellationToken);
        }

        return samples;
    }

    /// <summary>Tasks per second that go through the queue when they are enqueued one by one as fast as it goes.</summary>
    private static async Task<double> FindCapacityAsync(BenchmarkQueue queue)
    {
        double best = 0;
        for (var i = 0; i < 3; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await queue.EnqueueOneByOneAsync(CalibrationTasks, Callers);
            while ((await queue.Client.CountsAsync()) is var counts && counts.Running + counts.Ready.Values.Sum() > 0)
            {
                await Task.Yield();
            }

            best = Math.Max(best, CalibrationTasks / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return best;
    }

    /// <summary>Enqueues at a steady pace, whatever the answers take, until cancelled.</summary>
    /// <returns>The pace that was kept.</returns>
    private static async Task<double> LoadAsync(BenchmarkQueue queue, double perSecond, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var sent = 0;
        var calls = new Queue<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!stop.IsCancellationRequested)
        {
            for (var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * perSecond); sent < due; sent++)
            {
                calls.Enqueue(queue.Client.EnqueueAsync(BenchmarkTasks.NoOp, sent, cancellationToken: CancellationToken.None));
            }

            while (calls.TryPeek(out var call) && call.IsCompleted)
            {
                await calls.Dequeue();
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(calls);
        return sent / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task PrintAsync(Samples idle, Samples half, double capacity, double rate)
    {
        var report = new Report(Json);
        report.Text($"Milliseconds, worker in {(Child ? "another" : "this")} process; load {rate:N0} of {capacity:N0} tasks/s");
        (string Name, string Json, List<double> Values)[] all =
        [
            ("idle, to start", "idle_start", idle.ToStart),
            ("idle, to start, bare commands", "idle_bare", idle.Bare),
            ("idle, to result", "idle_result", idle.ToResult),
            ("half load, to start", "half_load_start", half.ToStart),
            ("half load, to start, bare commands", "half_load_bare", half.Bare),
            ("half load, to result", "half_load_result", half.ToResult),
        ];
        report.Table(
            ["", .. Percents.Select(percent => $"p{percent}"), "samples"],
            all.Select(one => Row(one.Name, one.Values)));
        foreach (var (_, name, values) in all)
        {
            foreach (var percent in Percents)
            {
                report.Add($"{name}_p{percent:0.#}_ms".Replace('.', '_'), Statistics.Percentile([.. values], percent));
            }
        }

        report.Add("capacity_per_s", capacity);
        report.Add("load_per_s", rate);
        await report.CloseAsync();
    }

    private static IReadOnlyList<string> Row(string name, List<double> values) =>
        [name, .. Percents.Select(percent => Report.Cell(Statistics.Percentile([.. values], percent))), $"{values.Count}"];

    private sealed record Samples(List<double> ToStart, List<double> ToResult, List<double> Bare);
}
