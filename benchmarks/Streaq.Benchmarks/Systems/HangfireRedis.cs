using Hangfire.Redis.StackExchange;
using StackExchange.Redis;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>Hangfire on Redis.</summary>
internal static class HangfireRedis
{
    public static async Task<IQueueUnderTest> OpenAsync(string redis, string name, int tasks, int concurrency)
    {
        HangfireQueue.Prepare(concurrency);
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var storage = new RedisStorage(connection, new RedisStorageOptions { Prefix = $"{{{name}}}:" });
        return new HangfireQueue(storage, tasks, concurrency, connection.DisposeAsync);
    }
}
