using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Boards;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.Storage;

namespace Streaq.Benchmarks.Scaling;

/// <summary>
/// Workers that have joined the queue and hold a task each: the cost to Redis of each verb of one more worker, and of a drain by it.
/// </summary>
internal sealed class JoinedWorkers(BenchmarkRedis redis, int max) : IDimension
{
    private const int Times = 100;

    private static readonly int[] Counts = [1, 100, 1_000, 10_000];
    private static readonly string[] Priorities = ["normal"];

    public string Name => "joined workers";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var count in Counts.Where(count => count <= max / 10))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await MeasureAsync(count);
        }
    }

    private async Task<ScaleRow> MeasureAsync(int count)
    {
        await redis.ClearAsync();
        await using var queue = new BenchmarkQueue(
            redis.Address, Sizes.Tasks, worker => (worker.Concurrency, worker.Priorities) = (Sizes.Concurrency, Priorities));
        await queue.EnqueueManyAsync(count);
        var store = await queue.OpenStoreAsync();
        await IdleWorkers.JoinAsync(store, count, Priorities);
        var costs = await new LeaseVerbs(redis.Account, store, Priorities).MeasureAsync(Times, () => queue.EnqueueManyAsync(Times));
        await queue.EnqueueManyAsync();
        var drain = await Measurement.OfAsync(redis.Account, Sizes.Tasks, queue.DrainAndStopAsync);
        return new ScaleRow(count, [.. costs, ("drain_redis_us", drain.RedisMicroseconds), ("drain_calls", drain.RedisExecuted)]);
    }
}
