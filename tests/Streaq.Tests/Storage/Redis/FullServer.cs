using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A store on a Redis that a test fills. From then on it refuses all that may need memory, and stays full.</summary>
public abstract class FullServer : IAsyncLifetime
{
    private RedisServer _server = null!;

    internal RawRedis Raw { get; private set; } = null!;

    internal ITaskStore Store { get; private set; } = null!;

    /// <summary>The calls of the store that failed.</summary>
    internal List<Exception> Failures { get; } = [];

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartOwnAsync();
        var options = new StoreOptions($"test-{Guid.NewGuid():N}") { Failed = Failures.Add };
        Raw = await RawRedis.OpenAsync(_server, options.Queue);
        Store = await RedisTaskStore.OpenAsync(RedisText.Access(_server.ConnectionString), options, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        await Raw.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal async Task FillAsync() => await Raw.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

    internal async Task<IWorkerLease> JoinAsync(string worker = "w1") => await Store.JoinAsync(new(worker, Sample.Priorities, Sample.Lease), default);

    internal async Task EnqueueAsync(params string[] ids) => await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);

    internal static Task<List<Delivery>> FetchAsync(IWorkerLease lease) => RedisQueue.FetchAsync(lease);

    internal async Task<TaskState> StateAsync(string id) => (await Store.LookUpAsync(id, default)).State;
}
