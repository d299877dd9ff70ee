using System.Diagnostics;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>
/// A producer and a worker in two processes, as in most deployments: one enqueues one by one while the other runs tasks. The time is from
/// both commands to the last stored outcome, so it includes the worker's start.
/// </summary>
internal sealed class ApartRun(Contestant contestant, PeerProcess producer, PeerProcess worker) : IContestantRun
{
    public async Task<PeerTurn> TakeTurnAsync(BenchmarkRedis redis, int tasks, int callers)
    {
        tasks = (int)(tasks * contestant.Share);
        await redis.ClearAsync();
        var name = BenchmarkRedis.NewQueue();
        await using var drained = await worker.OpenAsync(name, tasks, contestant.HasBulk);
        await using var filled = await producer.OpenAsync(name, tasks, contestant.HasBulk);
        var together = await Measurement.OfAsync(redis.Account, tasks, async () =>
        {
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(drained.DrainAsync(), filled.EnqueueOneByOneAsync(callers));
            return Stopwatch.GetElapsedTime(began);
        });
        return new PeerTurn(Bulk: null, Single: null, Drain: null, worker.ChargeAlso(producer.Charge(together)));
    }

    public async ValueTask DisposeAsync()
    {
        await producer.DisposeAsync();
        await worker.DisposeAsync();
    }
}
