using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A store on a queue of its own, and the test's own connection to the same keys.</summary>
internal sealed class RedisQueue : IAsyncDisposable
{
    private RedisQueue(RawRedis raw, ITaskStore store)
    {
        Raw = raw;
        Store = store;
    }

    public RawRedis Raw { get; }

    public ITaskStore Store { get; }

    public static Task<RedisQueue> OpenAsync(RedisServer server) => OpenAsync(server, new StoreOptions($"test-{Guid.NewGuid():N}"));

    public static async Task<RedisQueue> OpenAsync(RedisServer server, StoreOptions options)
    {
        return new(await RawRedis.OpenAsync(server, options.Queue), await RedisTaskStore.OpenAsync(RedisText.Access(server.ConnectionString), options, TimeProvider.System));
    }

    public ValueTask<IWorkerLease> JoinAsync(string worker = "w1") => Store.JoinAsync(new(worker, Sample.Priorities, Sample.Lease), default);

    public async Task<string> EnqueueAsync(string id) => (await Store.EnqueueAsync(Sample.Task(id), default)).Id;

    public static async Task<List<Delivery>> FetchAsync(IWorkerLease lease)
    {
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(100, TimeSpan.Zero, deliveries, default);
        return deliveries;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Raw.DisposeAsync();
    }
}
