using System.Diagnostics;
using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Queues of one process on one Redis, each with a worker: idle, and sharing a constant number of tasks.</summary>
internal sealed class ManyQueues(BenchmarkRedis redis) : IDimension
{
    private const int Tasks = 100_000;

    private static readonly int[] Counts = [1, 10, 100];
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public string Name => "queues";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var count in Counts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await MeasureAsync(count, cancellationToken);
        }
    }

    private async Task<ScaleRow> MeasureAsync(int count, CancellationToken cancellationToken)
    {
        await redis.ClearAsync();
        var connectedBefore = await redis.Account.NumberAsync("connected_clients");
        var queues = new List<BenchmarkQueue>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var queue = new BenchmarkQueue(redis.Address, Tasks / count, worker => worker.Concurrency = Sizes.Concurrency);
                queues.Add(queue);
                await queue.StartWorkerAsync();
                // When it has ended, the worker has joined.
                var probe = await queue.Client.EnqueueAsync(BenchmarkTasks.Probe, 0, cancellationToken: cancellationToken);
                await probe.WaitAsync(cancellationToken: cancellationToken);
            }

            var connections = await redis.Account.NumberAsync("connected_clients") - connectedBefore;
            var idle = await Measurement.OfAsync(redis.Account, 1, async () =>
            {
                await Task.Delay(Idle, cancellationToken);
                return Idle;
            });
            var busy = await Measurement.OfAsync(redis.Account, Tasks, () => RunAsync(queues));
            return new ScaleRow(
                count,
                ("connections", connections),
                ("idle_calls_per_s", idle.Redis.Executed / Idle.TotalSeconds),
                ("idle_sent_per_s", idle.Redis.Sent / Idle.TotalSeconds),
                ("idle_redis_percent", idle.Redis.CpuMicroseconds / Idle.TotalMicroseconds * 100),
                ("idle_cpu_percent", idle.Cpu / Idle * 100),
                ("tasks", Tasks),
                ("per_s", busy.PerSecond),
                ("cpu_us", busy.CpuMicroseconds),
                ("redis_us", busy.RedisMicroseconds),
                ("calls", busy.RedisExecuted));
        }
        finally
        {
            foreach (var queue in queues)
            {
                await queue.DisposeAsync();
            }
        }
    }

    /// <summary>Enqueues and runs the tasks of all queues at the same time.</summary>
    private static async Task<TimeSpan> RunAsync(List<BenchmarkQueue> queues)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(queues.Select(queue => queue.EnqueueManyAsync()));
        await Task.WhenAll(queues.Select(queue => queue.StoredAsync()));
        return Stopwatch.GetElapsedTime(began);
    }
}
