using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Uses a new queue for each size: enqueued in bulk, then drained in this process, on a Redis with nothing else in it.</summary>
internal static class RoundTrip
{
    /// <param name="redis">The Redis, which is emptied first.</param>
    /// <param name="size">The size that the row is about.</param>
    /// <param name="tasks">How many tasks are enqueued and run.</param>
    /// <param name="enqueue">Enqueues them.</param>
    /// <param name="prepare">Runs before and is not measured.</param>
    /// <param name="priorities">The priorities that the worker serves; by default one.</param>
    public static async Task<ScaleRow> MeasureAsync(
        BenchmarkRedis redis,
        int size,
        int tasks,
        Func<BenchmarkQueue, Task<TimeSpan>> enqueue,
        Func<BenchmarkQueue, Task>? prepare = null,
        string[]? priorities = null)
    {
        await redis.ClearAsync();
        await using var queue = new BenchmarkQueue(
            redis.Address, tasks, worker => (worker.Concurrency, worker.Priorities) = (Sizes.Concurrency, priorities ?? ["normal"]));
        await queue.ConnectAsync();
        if (prepare is not null)
        {
            await prepare(queue);
        }

        var enqueued = await Measurement.OfAsync(redis.Account, tasks, () => enqueue(queue));
        var drained = await Measurement.OfAsync(redis.Account, tasks, queue.DrainAsync);
        return new ScaleRow(
            size,
            ("tasks", tasks),
            ("enqueue_us", 1e6 / enqueued.PerSecond),
            ("enqueue_redis_us", enqueued.RedisMicroseconds),
            ("enqueue_calls", enqueued.RedisExecuted),
            ("enqueue_alloc_bytes", enqueued.AllocatedBytes),
            ("drain_us", 1e6 / drained.PerSecond),
            ("drain_redis_us", drained.RedisMicroseconds),
            ("drain_calls", drained.RedisExecuted),
            ("drain_alloc_bytes", drained.AllocatedBytes));
    }
}
