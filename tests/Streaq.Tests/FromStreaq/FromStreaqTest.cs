namespace Streaq.Tests.FromStreaq;

/// <summary>The table of docs/guides/from-streaq.md: one test for each row, with the row's name, on both stores.</summary>
[Collection(RedisCollection.Name)]
public abstract class FromStreaqTest(RedisFixture redis)
{
    protected static readonly TaskDefinition<int, int> Double = new("double");

    /// <summary>Starts a queue with a worker.</summary>
    protected Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder> set, Action<WorkerOptions>? worker = null, Action<StreaqOptions>? options = null) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker(worker ?? (_ => { }));
            set(streaq);
        },
        onRedis ? redis.Server.ConnectionString : null,
        options);

    /// <summary>Starts a queue with a worker and a task that doubles numbers.</summary>
    protected Task<QueueHost> StartAsync(bool onRedis, Action<StreaqOptions>? options = null) =>
        StartAsync(onRedis, streaq => streaq.Map(Double, (int x) => 2 * x), options: options);
}
