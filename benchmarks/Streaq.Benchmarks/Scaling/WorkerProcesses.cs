using System.Diagnostics;
using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Worker processes of one queue whose handlers wait, as for a database.</summary>
internal sealed class WorkerProcesses(BenchmarkRedis redis) : IDimension
{
    private const int TasksEach = 10_000;
    private const int WarmUpEach = 2_000;
    private const int HandlerMilliseconds = 5;

    private static readonly int[] Counts = [1, 2, 4, 8];

    /// <summary>The interval of the check whether all is done. So long that the check is no part of the cost.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Name => "worker processes";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ideal = await FindIdealAsync();
        foreach (var workers in Counts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await MeasureAsync(workers, ideal, cancellationToken);
        }
    }

    private async Task<ScaleRow> MeasureAsync(int workers, double ideal, CancellationToken cancellationToken)
    {
        await redis.ClearAsync();
        var tasks = TasksEach * workers;
        await using var producer = new BenchmarkQueue(redis.Address, tasks, _ => { });
        var processes = new List<WorkerProcess>();
        try
        {
            for (var i = 0; i < workers; i++)
            {
                processes.Add(await WorkerProcess.StartAsync(redis.Address, producer.Name, Sizes.Concurrency));
            }

            // A new process compiles for a second. No task should pay for that.
            processes.ForEach(process => process.Go());
            await EnqueueAsync(producer, WarmUpEach * workers);
            await DrainAsync(producer);
            await producer.Client.PauseAsync(cancellationToken: cancellationToken);
            await EnqueueAsync(producer, tasks);
            var cpuBefore = processes.Sum(process => process.Cpu.TotalMicroseconds);
            var drain = await Measurement.OfAsync(redis.Account, tasks, () => DrainAsync(producer));
            var cpu = processes.Sum(process => process.Cpu.TotalMicroseconds) - cpuBefore;
            return new ScaleRow(
                workers,
                ("tasks", tasks),
                ("per_s", drain.PerSecond),
                ("of_ideal", drain.PerSecond / (workers * ideal)),
                ("worker_cpu_us", cpu / tasks),
                ("redis_us", drain.RedisMicroseconds),
                ("calls", drain.RedisExecuted),
                ("sent", drain.RedisSent));
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    /// <summary>Measures how often a second the handler's wait fits into one worker's slots. Timers make it fewer.</summary>
    private static async Task<double> FindIdealAsync()
    {
        var length = TimeSpan.FromSeconds(1);
        var began = Stopwatch.GetTimestamp();
        var waits = await Task.WhenAll(Enumerable.Range(0, Sizes.Concurrency).Select(async _ =>
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

    private static async Task EnqueueAsync(BenchmarkQueue queue, int tasks) =>
        await queue.Client.EnqueueManyAsync(BenchmarkTasks.Waiting, Enumerable.Repeat(HandlerMilliseconds, tasks));

    private static async Task<TimeSpan> DrainAsync(BenchmarkQueue queue)
    {
        var began = Stopwatch.GetTimestamp();
        await queue.Client.ResumeAsync();
        while (await queue.Client.CountsAsync() is var counts && counts.Running + counts.Ready.Values.Sum() > 0)
        {
            await Task.Delay(Look);
        }

        return Stopwatch.GetElapsedTime(began);
    }
}
