using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Streaq.Benchmarks.Measuring;
using Streaq.Benchmarks.Queues;
using Streaq.Storage.Redis;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Idle workers as Redis sees them: reads that wait for a task. Measures an enqueue whose task one of them gets.</summary>
internal sealed class IdleReaders(BenchmarkRedis redis, int max) : IDimension
{
    private const int Tasks = 200;

    private static readonly int[] Counts = [1, 100, 1_000, 10_000];

    public string Name => "idle readers";

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
        await using var queue = new BenchmarkQueue(redis.Address, Tasks, _ => { });
        await queue.ConnectAsync();
        var stream = new RedisKeys(queue.Name).Ready("normal");
        using (var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address))
        {
            await connection.GetDatabase().StreamCreateConsumerGroupAsync(stream, RedisKeys.Group, "0");
        }

        var readers = await Task.WhenAll(Enumerable.Range(0, count).Select(
            i => WaitingReader.StartAsync(redis.Address, stream.ToString(), $"r{i}")));
        try
        {
            await BlockedAsync(count);
            var use = await Measurement.OfAsync(redis.Account, Tasks, async () =>
            {
                var elapsed = await queue.EnqueueOneByOneAsync(Tasks, callers: 1);
                await BlockedAsync(count);
                return elapsed;
            });
            return new ScaleRow(
                count,
                ("tasks", Tasks),
                ("enqueue_us", 1e6 / use.PerSecond),
                ("redis_us", use.RedisMicroseconds),
                ("calls", use.RedisExecuted));
        }
        finally
        {
            foreach (var reader in readers)
            {
                await reader.DisposeAsync();
            }
        }
    }

    /// <summary>Completes when all readers wait. <c>INFO</c> is not counted among the calls, and takes a small part of the time.</summary>
    private async Task BlockedAsync(int count)
    {
        while (await redis.Account.NumberAsync("blocked_clients") < count)
        {
            await Task.Delay(10);
        }
    }
}
