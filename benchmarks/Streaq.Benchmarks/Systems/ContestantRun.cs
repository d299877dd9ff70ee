using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>Producer and worker in one process: a queue to fill and drain, one to fill with one call, one for both at once.</summary>
internal sealed class ContestantRun(Contestant contestant, PeerProcess process) : IContestantRun
{
    public async Task<PeerTurn> TakeTurnAsync(BenchmarkRedis redis, int tasks, int callers)
    {
        tasks = (int)(tasks * contestant.Share);
        Measurement? bulk = null;
        Measurement single, drain, together;
        await using (var queue = await OpenAsync(redis, tasks))
        {
            single = await OfAsync(() => queue.EnqueueOneByOneAsync(callers));
            drain = await OfAsync(queue.DrainAsync);
        }

        if (contestant.HasBulk)
        {
            await using var queue = await OpenAsync(redis, tasks);
            bulk = await OfAsync(queue.EnqueueManyAsync);
            // Leaves no tasks on a given Redis.
            await queue.DrainAsync();
        }

        await using (var queue = await OpenAsync(redis, tasks))
        {
            together = await OfAsync(() => queue.RunTogetherAsync(callers));
        }

        return new PeerTurn(bulk, single, drain, together);

        async Task<Measurement> OfAsync(Func<Task<TimeSpan>> work) =>
            process.Charge(await Measurement.OfAsync(redis.Account, tasks, work));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private async Task<IQueueUnderTest> OpenAsync(BenchmarkRedis redis, int tasks)
    {
        await redis.ClearAsync();
        return await process.OpenAsync(BenchmarkRedis.NewQueue(), tasks, contestant.HasBulk);
    }
}
