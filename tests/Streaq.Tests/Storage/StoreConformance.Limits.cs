using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Limits: which tasks may begin, and which one is next.</summary>
public abstract partial class StoreConformance
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    private static readonly Limit Two = new("c:two", 2, Period: null);
    private static readonly Limit One = new("c:one", 1, Period: null);
    private static readonly Limit TwoPerPeriod = new("r:two", 2, Period);

    [Fact]
    public async Task Concurrency_AboveTheLimit_ParksAndLetsInInTheirOrder()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c", "d", "e");

        Assert.Equal(["a", "b"], await BeginAsync(held, Two));

        Assert.Equal([TaskState.Running, TaskState.Running, TaskState.Waiting, TaskState.Waiting, TaskState.Waiting], await StatesAsync("a", "b", "c", "d", "e"));
        Assert.Equal((3, 2, false), await FiguresAsync());
        Assert.Empty(await FetchAllAsync(lease));

        await SettleAsync(lease, Sample.Success(held[1]));
        var next = await FetchOneAsync(lease);
        Assert.Equal("c", next.Message.Id);
        Assert.Equal(["c"], await BeginAsync([next], Two));

        await SettleAsync(lease, Sample.Success(held[0]), Sample.Failure(next, await ClockAsync()));
        Assert.Equal(["d", "e"], Ids(await FetchAllAsync(lease)));
        Assert.Equal((0, 2, false), await FiguresAsync());
    }

    [Fact]
    public async Task Concurrency_PermitSetAside_IsNotTakenByANewcomer()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "first", "second");
        await BeginAsync(held, One);
        await EnqueueAsync(Sample.Task("newcomer", "high"));
        var newcomer = await FetchOneAsync(lease);
        await SettleAsync(lease, Sample.Success(held[0]));

        Assert.Empty(await BeginAsync([newcomer], One));

        var second = await FetchOneAsync(lease);
        Assert.Equal(["second"], await BeginAsync([second], One));
        await SettleAsync(lease, Sample.Success(second));
        Assert.Equal("newcomer", (await FetchOneAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Concurrency_OfOneKey_LeavesOthersAlone()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");

        Assert.Equal(["a"], await BeginAsync(held[..2], One));
        Assert.Equal(["c"], await BeginAsync(held[2..], new Limit("c:other", 1, Period: null)));
    }

    [Fact]
    public async Task Concurrency_AfterARetry_IsGivenToTheNext()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        await BeginAsync(held, One);

        await SettleAsync(lease, Sample.Retry(held[0], TimeSpan.FromMinutes(1)));

        var next = await FetchOneAsync(lease);
        Assert.Equal(["b"], await BeginAsync([next], One));
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await lease.RenewAsync(default);
        await PromoteAsync();
        var again = await FetchOneAsync(lease);
        Assert.Equal(("a", 2), (again.Message.Id, again.Message.Attempt));
        Assert.Empty(await BeginAsync([again], One));
        await SettleAsync(lease, Sample.Success(next));
        var last = await FetchOneAsync(lease);
        Assert.Equal(("a", 2), (last.Message.Id, last.Message.Attempt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Concurrency_OfAWorkerThatIsGone_IsGivenToTheNext(bool leaves)
    {
        var gone = await JoinAsync("gone");
        await BeginAsync(await FetchManyAsync(gone, "a", "b", "c"), One, "gone");

        if (leaves)
        {
            await gone.LeaveAsync(default);
        }
        else
        {
            await AdvanceAsync(Sample.Lease);
            await ReclaimAsync();
        }

        var lease = await JoinAsync();
        var fetched = await FetchAllAsync(lease);
        Assert.Equal(["a", "b"], Ids(fetched).Order());
        Assert.Equal(["b"], await BeginAsync(fetched, One));
        await SettleAsync(lease, Sample.Success(fetched.Single(delivery => delivery.Message.Id == "b")));
        var next = await FetchOneAsync(lease);
        await BeginAsync([next], One);
        await SettleAsync(lease, Sample.Success(next));
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        Assert.True((await CountAsync()).IsEmpty);
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Limit_Raised_LetsInThoseWhoWaitFirst()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");
        Assert.Equal(["a"], await BeginAsync(held, One));
        await EnqueueAsync(Sample.Task("d"));

        Assert.Empty(await BeginAsync([await FetchOneAsync(lease)], One with { Most = 3 }));

        Assert.Equal(["b", "c"], Ids(await FetchAllAsync(lease)));
    }

    [Fact]
    public async Task Limit_Lowered_IsKeptByTheNextToBegin()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");
        Assert.Equal(["a", "b"], await BeginAsync(held, Two));
        await SettleAsync(lease, Sample.Success(held[0]));

        Assert.Empty(await BeginAsync([await FetchOneAsync(lease)], Two with { Most = 1 }));
    }

    [Fact]
    public async Task Admit_WithoutTheLease_WritesNothing()
    {
        var lost = await JoinAsync("lost");
        var held = await FetchManyAsync(lost, "a");
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();

        Assert.Equal(StartAnswer.Gone, (await AdmitAsync("lost", held[0], null, One)).Answer);
        Assert.Equal(TaskState.Ready, await StateAsync("a"));
        var lease = await JoinAsync();
        var mine = await FetchOneAsync(lease);
        Assert.Equal(StartAnswer.Gone, (await AdmitAsync("lost", held[0], null, One)).Answer);
        Assert.Equal(["a"], await BeginAsync([mine], One));
    }

    /// <summary>The answer can get lost, and the worker repeats the call.</summary>
    [Fact]
    public async Task Admit_Repeated_IsOneStart()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");

        Assert.Equal(["a"], await BeginAsync(held[..1], Two, TwoPerPeriod));
        Assert.Equal(["a"], await BeginAsync(held[..1], Two, TwoPerPeriod));
        Assert.Equal(["b"], await BeginAsync(held[1..2], Two, TwoPerPeriod));
    }

    private async Task<List<Delivery>> FetchManyAsync(IWorkerLease lease, params string[] ids)
    {
        await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);
        var all = await FetchAllAsync(lease);
        Assert.Equal(ids, Ids(all));
        return all;
    }

    private Task<List<string>> BeginAsync(IEnumerable<Delivery> deliveries, params Limit[] limits) => BeginAsync(deliveries, "w1", limits);

    private Task<List<string>> BeginAsync(IEnumerable<Delivery> deliveries, Limit limit, string worker) => BeginAsync(deliveries, worker, limit);

    /// <returns>The ids of the tasks that may begin.</returns>
    private async Task<List<string>> BeginAsync(IEnumerable<Delivery> deliveries, string worker, params Limit[] limits)
    {
        var begun = new List<string>();
        foreach (var delivery in deliveries)
        {
            if ((await AdmitAsync(worker, delivery, null, limits)).Answer is StartAnswer.Begin)
            {
                begun.Add(delivery.Message.Id);
            }
        }

        return begun;
    }

    private ValueTask<StartDecision> AdmitAsync(string worker, Delivery delivery, string? unique, params Limit[] limits) =>
        _leaseOf[worker].AdmitAsync(delivery, new StartConditions(unique, limits), default);

    private async Task<TaskState[]> StatesAsync(params string[] ids) => await Task.WhenAll(ids.Select(StateAsync));

    private async Task<(long Waiting, long Running, bool IsEmpty)> FiguresAsync()
    {
        var counts = await CountAsync();
        return (counts.Waiting, counts.Running, counts.IsEmpty);
    }

    /// <summary>Checks that limits and locks leave no key behind when no task needs them.</summary>
    protected abstract Task AssertNothingLeftAsync();
}
