using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Tasks that wait for their time.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Delay_BeforeAndAfterItsEnd_ParksTheTaskAndMakesItReady()
    {
        var before = await ClockAsync();
        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromMinutes(5) });
        var after = await ClockAsync();
        var lease = await JoinAsync();

        Assert.Equal(0, await PromoteAsync());
        Assert.Empty(await FetchAllAsync(lease));
        var parked = await Store.LookUpAsync("a", default);
        Assert.Equal(TaskState.Scheduled, parked.State);
        Assert.InRange(parked.DueAt, before + 300_000, after + 300_000);

        await AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await PromoteAsync());
        var fetched = await FetchOneAsync(lease);
        Assert.InRange(fetched.Message.Details.DueAt, before + 300_000, after + 300_000);
        Assert.InRange(fetched.Message.EnqueuedAt, before, after);
    }

    [Fact]
    public async Task At_BeforeAndAfter_ParksTheTaskAndMakesItReady()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(await ClockAsync()) + TimeSpan.FromHours(3);
        await EnqueueAsync(Sample.Task("a", "high") with { At = at });

        Assert.Equal(0, await PromoteAsync());
        Assert.Equal(at.ToUnixTimeMilliseconds(), (await Store.LookUpAsync("a", default)).DueAt);

        await AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(1, await PromoteAsync());
        Assert.Equal("high", (await FetchOneAsync(await JoinAsync())).Message.Priority);
    }

    [Theory]
    [InlineData("2001-02-03T04:05:06Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task At_InThePast_IsDueAtOnceAndRuns(string at)
    {
        var past = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture);
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a") with { At = past });
        Assert.Equal(TaskState.Scheduled, await StateAsync("a"));

        Assert.Equal(1, await PromoteAsync());
        await EnqueueAsync(Sample.Task("other", "high"));
        await WaitingAsync(After("b", "other") with { At = past });
        await SettleAsync(lease, [.. (await FetchAllAsync(lease)).Select(Sample.Success)]);

        var waited = await FetchOneAsync(lease);
        Assert.Equal(("b", null, Math.Max(0, past.ToUnixTimeMilliseconds())), (waited.Message.Id, waited.Message.Details.Malformed, waited.Message.Details.DueAt));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
    }

    [Fact]
    public async Task PromoteDue_WithSeveralDue_TakesTheEarliestFirstUpToTheLimit()
    {
        foreach (var minutes in new[] { 3, 1, 2, 10 })
        {
            await EnqueueAsync(Sample.Task($"in-{minutes}") with { Delay = TimeSpan.FromMinutes(minutes) });
        }

        await AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(2, await PromoteAsync(limit: 2));
        Assert.Equal(1, await PromoteAsync(limit: 2));
        Assert.Equal(["in-1", "in-2", "in-3"], Ids(await FetchAllAsync(await JoinAsync())));
        Assert.Equal(TaskState.Scheduled, await StateAsync("in-10"));
    }

    [Fact]
    public async Task PromoteDue_Answer_TellsWhenTheNextIsDue()
    {
        Assert.Null((await Store.PromoteDueAsync(10, default)).NextDueIn);
        await EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(2) });
        await EnqueueAsync(Sample.Task("sooner") with { Delay = TimeSpan.FromHours(1) });
        await EnqueueAsync(Sample.Task("now-1") with { Delay = TimeSpan.Zero });
        await EnqueueAsync(Sample.Task("now-2") with { Delay = TimeSpan.Zero });

        Assert.Equal(TimeSpan.Zero, (await Store.PromoteDueAsync(1, default)).NextDueIn);
        var next = (await Store.PromoteDueAsync(10, default)).NextDueIn!.Value;

        Assert.InRange(next, TimeSpan.FromHours(1) - QueueHost.Patience, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task WaitForDue_WhenAnEarlierTaskComes_Ends()
    {
        // The first wait may end early, because of tasks that were scheduled before it.
        await EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(2) });
        await Store.WaitForDueAsync(TimeSpan.FromHours(2), default);
        var wait = Store.WaitForDueAsync(TimeSpan.FromHours(2), default).AsTask();

        await EnqueueAsync(Sample.Task("earlier") with { Delay = TimeSpan.FromHours(1) });

        await wait.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task WaitForDue_WhenARetryIsDueEarlier_Ends()
    {
        await EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(2) });
        await EnqueueAsync(Sample.Task("retried"));
        var lease = await JoinAsync();
        await Store.WaitForDueAsync(TimeSpan.FromHours(2), default);
        var wait = Store.WaitForDueAsync(TimeSpan.FromHours(2), default).AsTask();

        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.FromMinutes(1)));

        await wait.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task WaitForDue_Cancelled_Throws()
    {
        await EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(2) });
        await Store.WaitForDueAsync(TimeSpan.FromHours(2), default);
        using var cancel = new CancellationTokenSource();
        var wait = Store.WaitForDueAsync(TimeSpan.FromHours(2), cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(QueueHost.Patience));
    }
}
