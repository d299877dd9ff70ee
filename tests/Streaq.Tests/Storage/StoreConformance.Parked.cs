using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Tasks that their limits hold back.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Parked_ThenReady_KeepsItsMessageAndTellsSinceWhen()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(new(Sample.Message("b", "high") with
        {
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Details = new() { RootId = "root", Headers = new Dictionary<string, string> { ["tenant"] = "t" } },
        })
        {
            DeduplicationKey = "key",
        });
        var held = await FetchAllAsync(lease);
        var (b, a) = (held[0], held[1]);
        await BeginAsync([a], One);
        var before = await ClockAsync();
        await BeginAsync([b], One);
        Assert.Equal("b", await EnqueueAsync(Sample.Task("c") with { DeduplicationKey = "key" }));

        await SettleAsync(lease, Sample.Success(a));

        var message = (await FetchOneAsync(lease)).Message;
        Assert.Equal(
            (1, "high", "root", b.Message.TraceParent, null),
            (message.Attempt, message.Priority, message.Details.RootId, message.TraceParent, message.Details.Trigger));
        Assert.Equal((b.Message.EnqueuedAt, b.Message.ReadyAt), (message.EnqueuedAt, message.ReadyAt));
        Assert.InRange(message.Details.LimitedAt, before, await ClockAsync());
        Assert.Equal("t", message.Details.Headers!["tenant"]);
        Assert.Equal(b.Message.Body.ToArray(), message.Body.ToArray());
        Assert.Null(message.Details.UnknownFields);
    }

    [Fact]
    public async Task Parked_WhileACallerWaits_NotifiesOfTheEnd()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        await BeginAsync(held, One);
        var wait = await WaitingAsync("b");
        await SettleAsync(lease, Sample.Success(held[0]));
        var b = await FetchOneAsync(lease);
        await BeginAsync([b], One);

        await SettleAsync(lease, Sample.Success(b));

        Assert.Equal("42", Result(await wait));
    }

    [Fact]
    public async Task Parked_ThenRetried_CountsItsNextWaitFromZero()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        await BeginAsync(held, One);
        await SettleAsync(lease, Sample.Success(held[0]));
        var b = await FetchOneAsync(lease);
        await BeginAsync([b], One);

        await SettleAsync(lease, Sample.Retry(b, TimeSpan.Zero));
        await PromoteAsync();

        Assert.Equal(0, (await FetchOneAsync(lease)).Message.Details.LimitedAt);
    }
}
