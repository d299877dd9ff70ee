using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A worker that finds nothing waits in Redis, and receives a task in whichever way it becomes ready.</summary>
[Collection(RedisCollection.Name)]
public sealed class WaitingReadTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly StoreOptions _options = new($"test-{Guid.NewGuid():N}");
    private RawRedis _raw = null!;
    private RedisTaskStore _store = null!;
    private RedisTaskStore _other = null!;

    public static TheoryData<string> Ways => ["enqueue", "batch", "promotion", "replay", "dead worker", "leaving worker"];

    public async Task InitializeAsync()
    {
        _raw = await RawRedis.OpenAsync(redis.Server, _options.Queue);
        _store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), _options, TimeProvider.System);
        _other = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), _options, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Read_WhileATaskGetsReadyBy_IsGivenIt(string way)
    {
        var makeReady = await PrepareAsync(way);
        await using var lease = await JoinAsync(_store, "waits");
        var deliveries = new List<Delivery>();
        var read = lease.FetchAsync(10, TimeSpan.FromMinutes(1), deliveries, default).AsTask();

        await makeReady();

        await read.WaitAsync(QueueHost.Patience);
        Assert.Single(deliveries);
    }

    [Fact]
    public async Task Read_ThatIsStopped_EndsAtOnce()
    {
        await using var lease = await JoinAsync(_store, "waits");
        using var stop = new CancellationTokenSource();
        var read = lease.FetchAsync(10, TimeSpan.FromMinutes(1), [], stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(QueueHost.Patience));
    }

    /// <returns>A function that makes a task ready that way.</returns>
    private async Task<Func<Task>> PrepareAsync(string way)
    {
        switch (way)
        {
            case "enqueue":
                return () => _other.EnqueueAsync(Sample.Task("a"), default).AsTask();
            case "batch":
                return () => _other.EnqueueManyAsync([Sample.Task(BatchId.For(BatchId.NewBatch(), 0))], default).AsTask();
            case "promotion":
                await _other.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.Zero }, default);
                return () => _other.PromoteDueAsync(10, default).AsTask();
            case "replay":
                var failing = await HoldAsync("fails");
                var failure = Sample.Failure(failing.Held, _other.Now);
                await failing.Lease.SettleAsync([failure], default);
                return () => _other.DeadLetters.ReplayAsync(failure.Letter, failing.Held.Message, default).AsTask();
            case "dead worker":
                await HoldAsync("dies");
                await _raw.Database.SortedSetAddAsync(_raw.Keys.Workers, "dies", 1);
                return () => _other.ReclaimAsync(Sample.Priorities, 10, default).AsTask();
            default:
                var leaving = await HoldAsync("leaves");
                return () => leaving.Lease.LeaveAsync(default).AsTask();
        }
    }

    private async Task<(IWorkerLease Lease, Delivery Held)> HoldAsync(string worker)
    {
        var lease = await JoinAsync(_other, worker);
        await _other.EnqueueAsync(Sample.Task("a"), default);
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(10, TimeSpan.Zero, deliveries, default);
        return (lease, Assert.Single(deliveries));
    }

    private static async Task<IWorkerLease> JoinAsync(RedisTaskStore store, string worker) =>
        await store.JoinAsync(new(worker, Sample.Priorities, Sample.Lease), default);
}
