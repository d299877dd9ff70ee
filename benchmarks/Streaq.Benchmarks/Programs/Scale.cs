using System.Diagnostics;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Programs;

/// <summary>How the cost per task changes with workers, queue length, payload, priorities and parked tasks.</summary>
internal sealed record Scale(int Max, bool Json)
{
    private const int Concurrency = 32;
    private const int Tasks = 20_000;
    private const int HandlerMilliseconds = 5;

    private static readonly int[] Lengths = [1_000, 10_000, 100_000, 1_000_000];
    private static readonly int[] WorkerCounts = [1, 2, 4];
    private static readonly int[] PayloadSizes = [100, 1_000, 8_000, 65_536];
    private static readonly int[] PriorityCounts = [1, 3, 10];

    private readonly Report _report = new(Json);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Always an own server: scheduled tasks stay behind.
        await using var redis = await BenchmarkRedis.StartAsync(given: null);
        await MeasureAsync(redis, Tasks, 1, queue => queue.EnqueueManyAsync());
        await RunWorkersAsync(redis, cancellationToken);
        await RunDimensionAsync(redis, "queue length", Powers(Max), length => MeasureAsync(redis, length, 1, queue => queue.EnqueueManyAsync()), cancellationToken);
        await RunDimensionAsync(redis, "payload bytes", PayloadSizes, size =>
        {
            // The same 64 MB at most, whatever the size.
            var texts = Enumerable.Repeat(new string('x', size), Math.Min(Tasks, 64_000_000 / size)).ToArray();
            return MeasureAsync(redis, texts.Length, 1, async queue =>
            {
                var began = Stopwatch.GetTimestamp();
                await queue.Client.EnqueueManyAsync(BenchmarkTasks.Payload, texts);
                return Stopwatch.GetElapsedTime(began);
            });
        }, cancellationToken);
        await RunDimensionAsync(redis, "priorities", PriorityCounts, priorities => MeasureAsync(redis, Tasks / priorities * priorities, priorities, async queue =>
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var priority in Priorities(priorities))
            {
                await queue.EnqueueManyAsync(Tasks / priorities, new EnqueueOptions { Priority = priority });
            }

            return Stopwatch.GetElapsedTime(began);
        }), cancellationToken);
        await RunDimensionAsync(redis, "scheduled", [0, .. Powers(Math.Min(Max, 100_000))], scheduled => MeasureAsync(
            redis, Tasks, 1, queue => queue.EnqueueManyAsync(), queue => queue.EnqueueManyAsync(scheduled, new EnqueueOptions { Delay = TimeSpan.FromHours(1) })), cancellationToken);
        await RunDimensionAsync(redis, "waiting", [0, .. Powers(Math.Min(Max, 10_000))], waiting => MeasureAsync(redis, Tasks, 1, queue => queue.EnqueueManyAsync(), async queue =>
        {
            // All wait for one that is not due while this runs.
            var first = await queue.Client.EnqueueAsync(BenchmarkTasks.NoOp, 0, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
            await queue.EnqueueManyAsync(waiting, new EnqueueOptions { After = [first] });
        }), cancellationToken);
        await _report.CloseAsync();
    }

    private static string[] Priorities(int count) => count == 1 ? ["normal"] : [.. Enumerable.Range(0, count).Select(i => $"p{i}")];

    private static int[] Powers(int max) => [.. Lengths.Where(length => length <= max)];

    private async Task RunDimensionAsync(
        BenchmarkRedis redis, string name, IEnumerable<int> values, Func<int, Task<(Measurement Enqueue, Measurement Drain)>> measure, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report.Progress($"{name} {value:N0} ...");
            await redis.ClearAsync();
            var (enqueue, drain) = await measure(value);
            (string Name, double Value)[] figures =
            [
                ("enqueue_us", 1e6 / enqueue.PerSecond), ("enqueue_redis_us", enqueue.RedisMicroseconds), ("enqueue_alloc_bytes", enqueue.AllocatedBytes),
                ("drain_us", 1e6 / drain.PerSecond), ("drain_redis_us", drain.RedisMicroseconds), ("drain_alloc_bytes", drain.AllocatedBytes),
            ];
            foreach (var figure in figures)
            {
                _report.Add($"{name.Replace(' ', '_')}_{value}_{figure.Name}", figure.Value);
            }

            rows.Add([$"{value:N0}", $"{enqueue.Tasks:N0}", .. figures.Select(figure => Report.Cell(figure.Value))]);
        }

        _report.Table([name, "tasks", "enqueue us", "Redis us", "bytes", "drain us", "Redis us", "bytes"], rows);
        _report.Text("");
    }

    /// <summary>Enqueues and drains in this process; what <paramref name="prepare"/> does is not measured.</summary>
    private static async Task<(Measurement Enqueue, Measurement Drain)> MeasureAsync(
        BenchmarkRedis redis, int tasks, int priorities, Func<BenchmarkQueue, Task<TimeSpan>> enqueue, Func<BenchmarkQueue, Task>? prepare = null)
    {
        await using var queue = new BenchmarkQueue(
            redis.Address, tasks, worker => (worker.Concurrency, worker.Priorities) = (Concurrency, Priorities(priorities)));
        await queue.ConnectAsync();
        if (prepare is not null)
        {
            await prepare(queue);
        }

        return (await Measurement.OfAsync(redis.Account, tasks, () => enqueue(queue)), await Measurement.OfAsync(redis.Account, tasks, queue.DrainAsync));
    }

    /// <summary>How often a second the handler's wait fits into the slots of one worker, which timers make fewer than arithmetic does.</summary>
    private static async Task<double> FindIdealAsync()
    {
        var length = TimeSpan.FromSeconds(1);
        var began = Stopwatch.GetTimestamp();
        var waits = await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(began) < length; count++)
            {
                await Task.Delay(HandlerMilliseconds);
            }

            return count;
        }));
        return waits.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Worker processes whose handlers wait as for a database.</summary>
    private async Task RunWorkersAsync(BenchmarkRedis redis, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyList<string>>();
        var idealOfOne = await FindIdealAsync();
        foreach (var workers in WorkerCounts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Report.Progress($"{workers} worker processes ...");
            await redis.ClearAsync();
            var tasks = 10_000 * workers;
            await using var producer = new BenchmarkQueue(redis.Address, tasks, _ => { });
            var processes = new List<WorkerProcess>();
            try
            {
                for (var i = 0; i < workers; i++)
                {
                    processes.Add(await WorkerProcess.StartAsync(redis.Address, producer.Name, Concurrency));
                }

                await producer.Client.EnqueueManyAsync(BenchmarkTasks.Waiting, Enumerable.Repeat(HandlerMilliseconds, tasks), cancellationToken: cancellationToken);
                var drain = await Measurement.OfAsync(redis.Account, tasks, () => DrainAsync(producer, processes));
                var ideal = workers * idealOfOne;
                _report.Add($"workers_{workers}_per_s", drain.PerSecond);
                _report.Add($"workers_{workers}_of_ideal", drain.PerSecond / ideal);
                _report.Add($"workers_{workers}_redis_us", drain.RedisMicroseconds);
                rows.Add([$"{workers}", $"{tasks:N0}", Report.Cell(drain.PerSecond), Report.Cell(drain.PerSecond / ideal), Report.Cell(drain.RedisMicroseconds), Report.Cell(drain.RedisExecuted)]);
            }
            finally
            {
                foreach (var process in processes)
                {
                    await process.DisposeAsync();
                }
            }
        }

        _report.Table(["worker processes, 5 ms handler", "tasks", "tasks/s", "of ideal", "Redis us", "calls/task"], rows);
        _report.Text("");
    }

    private static async Task<TimeSpan> DrainAsync(BenchmarkQueue queue, List<WorkerProcess> processes)
    {
        var began = Stopwatch.GetTimestamp();
        processes.ForEach(process => process.Go());
        while (await queue.Client.CountsAsync() is var counts && counts.Running + counts.Ready.Values.Sum() > 0)
        {
            await Task.Delay(1);
        }

        return Stopwatch.GetElapsedTime(began);
    }
}
