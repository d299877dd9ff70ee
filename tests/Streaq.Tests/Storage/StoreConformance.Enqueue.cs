using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Enqueues of tasks.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Enqueue_FetchedAndCompleted_LeavesTheQueueWithItsResult()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();

        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        var end = await Store.LookUpAsync("a", default);
        Assert.Equal(TaskState.Succeeded, end.State);
        Assert.Equal("42"u8.ToArray(), end.Record!.Result.ToArray());
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Enqueue_WithAllFields_HandsOutTheSameMessage()
    {
        var before = await ClockAsync();
        var message = Sample.Message("a") with
        {
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Details = new()
            {
                RootId = "root",
                ParentId = "parent",
                Trigger = TaskTrigger.Cron,
                TraceMode = "link",
                TraceState = "vendor=1",
                Baggage = "tenant=a",
                Headers = new Dictionary<string, string> { ["colour"] = "blü" },
            },
        };

        await EnqueueAsync(new(message));

        var fetched = (await FetchOneAsync(await JoinAsync())).Message;
        Assert.Equal(message.Details.Headers, fetched.Details.Headers);
        Assert.Equal(message.Body.ToArray(), fetched.Body.ToArray());
        Assert.InRange(fetched.EnqueuedAt, before, await ClockAsync());
        Assert.InRange(fetched.ReadyAt, before, await ClockAsync());
        Assert.Equal(Comparable(message) with { EnqueuedAt = fetched.EnqueuedAt, ReadyAt = fetched.ReadyAt }, Comparable(fetched));
    }

    /// <summary>Removes members that have no equality of their own.</summary>
    private static TaskMessage Comparable(TaskMessage message) =>
        message with { Body = default, Details = message.Details with { Headers = null } };

    [Fact]
    public async Task Enqueue_SameIdTwice_IsOneTask()
    {
        await EnqueueAsync(Sample.Task("a"));

        Assert.Equal("a", await EnqueueAsync(Sample.Task("a")));
        Assert.Equal("a", await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1) }));

        await FetchOneAsync(await JoinAsync());
        Assert.Equal(0, (await CountAsync()).Scheduled);
    }

    [Fact]
    public async Task Enqueue_IdOfAnEndedTask_IsRefusedWhileItsRecordIsKept()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        await EnqueueAsync(Sample.Task("a"));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));

        await AdvanceAsync(TimeSpan.FromMinutes(6));
        await EnqueueAsync(Sample.Task("a"));
        Assert.Equal(TaskState.Ready, await StateAsync("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enqueue_WithATakenDeduplicationKey_ReturnsTheFirst(bool scheduled)
    {
        TimeSpan? delay = scheduled ? TimeSpan.FromHours(1) : null;
        await EnqueueAsync(Sample.Task("first") with { DeduplicationKey = "key", Delay = delay });

        Assert.Equal("first", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));
        Assert.Equal("first", await EnqueueAsync(Sample.Task("third") with { DeduplicationKey = "key", Delay = TimeSpan.FromHours(2) }));
        Assert.Equal("other", await EnqueueAsync(Sample.Task("other") with { DeduplicationKey = "another key" }));

        Assert.Equal(TaskState.NotFound, await StateAsync("second"));
        Assert.Equal(TaskState.NotFound, await StateAsync("third"));
    }

    [Fact]
    public async Task DeduplicationKey_AfterSuccess_IsFreeAgain()
    {
        await EnqueueAsync(Sample.Task("first") with { DeduplicationKey = "key" });
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease), ttl: null));

        Assert.Equal("second", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));
    }

    [Fact]
    public async Task DeduplicationKey_ThroughDelayRetryAndReclaim_IsHeldUntilTheDeadLetter()
    {
        await EnqueueAsync(Sample.Task("first") with { DeduplicationKey = "key", Delay = TimeSpan.FromMinutes(1) });
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        var lost = await JoinAsync("lost");
        await SettleAsync(lost, Sample.Retry(await FetchOneAsync(lost), TimeSpan.Zero));
        await PromoteAsync();
        await FetchOneAsync(lost);
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        Assert.Equal("first", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));

        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        Assert.Equal("second", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));
    }

    [Fact]
    public async Task Enqueue_WithExpiry_TellsTheWorkerWhen()
    {
        var before = await ClockAsync();
        await EnqueueAsync(Sample.Task("a") with { ExpiresIn = TimeSpan.FromHours(2) });
        await EnqueueAsync(Sample.Task("b") with { ExpiresIn = TimeSpan.FromHours(2), Delay = TimeSpan.FromHours(1) });
        var after = await ClockAsync();
        await AdvanceAsync(TimeSpan.FromHours(1));
        await PromoteAsync();

        var fetched = await FetchAllAsync(await JoinAsync());

        Assert.Equal(2, fetched.Count);
        Assert.All(fetched, delivery =>
            Assert.InRange(
                delivery.Message.Details.ExpiresAt,
                before + (long)TimeSpan.FromHours(2).TotalMilliseconds,
                after + (long)TimeSpan.FromHours(2).TotalMilliseconds));
    }
}
