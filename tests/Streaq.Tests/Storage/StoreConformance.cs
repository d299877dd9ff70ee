using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>
/// What all stores must do in the same way. Each part of this class is a subject. Each store
/// is a subclass, which opens it and moves its clock.
/// </summary>
public abstract partial class StoreConformance : IAsyncLifetime
{
    /// <summary>Few enough that a test reaches the bound.</summary>
    private const int MaxDeadLetters = 5;

    private static readonly TimeSpan DeadLetterAge = TimeSpan.FromHours(12);

    private readonly List<IWorkerLease> _leases = [];

    /// <summary>The last lease of each worker.</summary>
    private readonly Dictionary<string, IWorkerLease> _leaseOf = [];

    private protected ITaskStore Store { get; private set; } = null!;

    private readonly string _queue = $"test-{Guid.NewGuid():N}";

    public virtual async Task InitializeAsync() =>
        Store = await OpenAsync(new StoreOptions(_queue) { MaxDeadLetters = MaxDeadLetters, DeadLetterAge = DeadLetterAge });

    public virtual async Task DisposeAsync()
    {
        foreach (var lease in _leases)
        {
            await lease.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    private protected abstract Task<ITaskStore> OpenAsync(StoreOptions options);

    /// <summary>Makes the store believe that the given time has passed.</summary>
    protected abstract Task AdvanceAsync(TimeSpan by);

    /// <summary>The store's clock in Unix milliseconds, read at its source.</summary>
    protected abstract Task<long> ClockAsync();

    private async Task<string> EnqueueAsync(NewTask task) => (await Store.EnqueueAsync(task, default)).Id;

    private async Task<IWorkerLease> JoinAsync(string worker = "w1", params string[] priorities)
    {
        var lease = await Store.JoinAsync(new(worker, priorities.Length == 0 ? Sample.Priorities : priorities, Sample.Lease), default);
        _leases.Add(lease);
        _leaseOf[worker] = lease;
        return lease;
    }

    /// <summary>Fetches all ready tasks. A store may hand them out in parts.</summary>
    private static async Task<List<Delivery>> FetchAllAsync(IWorkerLease lease)
    {
        var all = new List<Delivery>();
        for (var before = -1; before < all.Count;)
        {
            before = all.Count;
            var some = await FetchAsync(lease, room: 1000);
            all.AddRange(some);
        }

        return all;
    }

    private static async Task<List<Delivery>> FetchAsync(IWorkerLease lease, int room)
    {
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(room, TimeSpan.Zero, deliveries, default);
        return deliveries;
    }

    private static async Task<Delivery> FetchOneAsync(IWorkerLease lease) => Assert.Single(await FetchAllAsync(lease));

    private static async Task SettleAsync(IWorkerLease lease, params Settlement[] settlements) =>
        Assert.True(await lease.SettleAsync(settlements, default));

    private async Task<TaskState> StateAsync(string id) => (await Store.LookUpAsync(id, default)).State;

    private ValueTask<QueueCounts> CountAsync() => Store.CountAsync(Sample.Priorities, default);

    private Task<int> PromoteAsync() => PromoteAsync(100);

    private async Task<int> PromoteAsync(int limit) => (await Store.PromoteDueAsync(limit, default)).Count;

    private ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync() => Store.ReclaimAsync(Sample.Priorities, 100, default);

    private async Task<IEnumerable<string>> DeadAsync() =>
        (await Store.DeadLetters.ListAsync(0, 100, default)).Select(letter => letter.Message.Id);

    private static IEnumerable<string> Ids(IEnumerable<Delivery> deliveries) => deliveries.Select(delivery => delivery.Message.Id);
}
