using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A worker that finds nothing for the length of a blocking read sleeps, and is told when a task gets ready.</summary>
[Collection(RedisCollection.Name)]
public sealed class SleepTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly StoreOptions _options = new($"test-{Guid.NewGuid():N}") { LongestBlock = TimeSpan.FromMilliseconds(1) };
    private RawRedis _raw = null!;
    private RedisTaskStore _store = null!;
    private RedisTaskStore _other = null!;

    public static TheoryData<string> Ways => ["enqueue", "batch", "promotion", "replay", "dead worker", "leaving worker"];

    public async Task InitializeAsync()
    {
        _raw = await RawRedis.OpenAsync(redis.Server, _options.Queue);
        _store = await RedisTaskStore.OpenAsync(redis.Server.ConnectionString, _options, TimeProvider.System);
        _other = await RedisTaskStore.OpenAsync(redis.Server.ConnectionString, _options, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _other.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Sleeper_WhenATaskGetsReadyBy_IsWoken(string way)
    {
        var makeReady = await PrepareAsync(way);
        await using var lease = await JoinAsync(_store, "sleeper");
        var told = await ToldAsync();
        var (sleep, deliveries) = await SleepAsync(lease);

        await makeReady();

        await sleep.WaitAsync(QueueHost.Patience);
        await told.WaitAsync(QueueHost.Patience);
        // The read that follows the question may have found the task already.
        Assert.Single([.. deliveries, .. await FetchAsync(lease)]);
        Assert.False(await _raw.Database.KeyExistsAsync(_raw.Keys.Idle));
    }

    [Fact]
    public async Task Sleepers_OfTwoProcesses_AreBothWoken()
    {
        await using var one = await JoinAsync(_store, "one");
        await using var two = await JoinAsync(_other, "two");
        var (first, _) = await SleepAsync(one);
        var (second, _) = await SleepAsync(two);

        await _other.EnqueueAsync(Sample.Task("a"), default);

        await Task.WhenAll(first, second).WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Task_ReadyBeforeTheSleep_IsFetchedInstead()
    {
        await using var lease = await JoinAsync(_store, "sleeper");
        var (sleep, _) = await SleepAsync(lease);
        await _raw.Database.PublishAsync(_raw.Keys.ReadyChannel, "");
        await sleep.WaitAsync(QueueHost.Patience);

        await _store.EnqueueAsync(Sample.Task("a"), default);

        Assert.Single(await FetchAsync(lease, TimeSpan.FromMinutes(1)).WaitAsync(QueueHost.Patience));
    }

    /// <summary>What is published while the connection is away is missed, so its return wakes as well.</summary>
    [Fact]
    public async Task Sleeper_WhoseConnectionCameBack_LooksAgain()
    {
        await using var lease = await JoinAsync(_store, "sleeper");
        var (sleep, _) = await SleepAsync(lease);

        await _raw.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await sleep.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Sleeper_ThatIsStopped_EndsAtOnce()
    {
        await using var lease = await JoinAsync(_store, "sleeper");
        using var stop = new CancellationTokenSource();
        var (sleep, _) = await SleepAsync(lease, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sleep.WaitAsync(QueueHost.Patience));
    }

    /// <returns>What makes a task ready that way.</returns>
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
                await failing.Lease.SettleAsync([Sample.Failure(failing.Held, _other.Now)], default);
                return () => _other.DeadLetters.ReplayAsync(failing.Held.Message, default).AsTask();
            case "dead worker":
                await HoldAsync("dies");
                await _raw.Database.SortedSetAddAsync(_raw.Keys.Workers, "dies", 1);
                return () => _other.ReclaimAsync(Sample.Priorities, 10, default).AsTask();
            default:
                var leaving = await HoldAsync("leaves");
                return () => leaving.Lease.LeaveAsync(default).AsTask();
        }
    }

    /// <returns>Completes when word of a ready task was published.</returns>
    private async Task<Task> ToldAsync()
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _raw.Database.Multiplexer.GetSubscriber().SubscribeAsync(
            new RedisChannel(_raw.Keys.ReadyChannel, RedisChannel.PatternMode.Literal), (_, _) => told.TrySetResult());
        return told.Task;
    }

    private async Task<(IWorkerLease Lease, Delivery Held)> HoldAsync(string worker)
    {
        var lease = await JoinAsync(_other, worker);
        await _other.EnqueueAsync(Sample.Task("a"), default);
        return (lease, Assert.Single(await FetchAsync(lease)));
    }

    private static async Task<IWorkerLease> JoinAsync(RedisTaskStore store, string worker) =>
        await store.JoinAsync(new(worker, Sample.Priorities, Sample.Lease), default);

    /// <returns>A fetch that sleeps: it has asked to be told, and found nothing.</returns>
    private async Task<(Task Sleep, List<Delivery> Deliveries)> SleepAsync(IWorkerLease lease, CancellationToken stop = default)
    {
        await _raw.Database.KeyDeleteAsync(_raw.Keys.Idle);
        var asks = await _raw.FirstWriteAsync(key => key == (string)_raw.Keys.Idle!, "set");
        var deliveries = new List<Delivery>();
        var sleep = lease.FetchAsync(10, TimeSpan.FromMinutes(1), deliveries, stop).AsTask();
        await asks.WaitAsync(QueueHost.Patience, CancellationToken.None);
        return (sleep, deliveries);
    }

    private static Task<List<Delivery>> FetchAsync(IWorkerLease lease) => FetchAsync(lease, TimeSpan.Zero);

    private static async Task<List<Delivery>> FetchAsync(IWorkerLease lease, TimeSpan wait)
    {
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(10, wait, deliveries, default);
        return deliveries;
    }
}
