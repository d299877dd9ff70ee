using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Entries that Redis has handed to a living worker in an answer that never arrived.</summary>
[Collection(RedisCollection.Name)]
public sealed class LostReadsTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private RawRedis _raw = null!;
    private RedisTaskStore _store = null!;
    private IWorkerLease _lease = null!;

    public async Task InitializeAsync()
    {
        var options = new StoreOptions($"test-{Guid.NewGuid():N}");
        _raw = await RawRedis.OpenAsync(redis.Server, options.Queue);
        _store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), options, _time);
        _lease = await _store.JoinAsync(new("w1", Sample.Priorities, Sample.Lease), default);
    }

    public async Task DisposeAsync()
    {
        await _lease.DisposeAsync();
        await _store.DisposeAsync();
        await _raw.DisposeAsync();
    }

    [Fact]
    public async Task Fetch_AfterAReadThatFailed_HandsOutWhatItHadBrought()
    {
        await EnqueueAsync("held", "lost", "ready");
        Assert.Equal(["held"], await FetchAsync(room: 1));
        await LoseAsync(1);
        await FailAsync();

        Assert.Equal(["lost"], await FetchAsync());

        Assert.Equal(["ready"], await FetchAsync());
        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task Fetch_OfMoreThanThereIsRoomFor_HandsOutWhatWasLostBitByBit()
    {
        await EnqueueAsync([.. Enumerable.Range(0, 250).Select(i => $"{i}")]);
        await LoseAsync(250);
        await FailAsync();

        Assert.Equal(120, (await FetchAsync(room: 120)).Length);

        Assert.Equal(Enumerable.Range(120, 120).Select(i => $"{i}"), await FetchAsync(room: 120));
        Assert.Equal(10, (await FetchAsync(room: 120)).Length);
        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task Fetch_WhenARequestStillWaitedInRedisAfterItsConnectionBroke_FindsWhatWasGivenToItLater()
    {
        await FailAsync();
        await EnqueueAsync("stray", "next");
        await LoseAsync(1);

        Assert.Equal(["stray"], await FetchAsync());

        Assert.Equal(["next"], await FetchAsync());
        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task Fetch_OnceNoReadCanWaitAnyMore_LooksForNothing()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await FetchAsync());
        await EnqueueAsync("a");
        await LoseAsync(1);

        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task Fetch_ThatFailsAtALaterPriority_HandsOutWhatItHas()
    {
        await _store.Pauses.PauseAsync("low", default);
        await _lease.RenewAsync(default);
        await _store.EnqueueAsync(Sample.Task("a", "high"), default);
        await SpoilAsync("normal");

        Assert.Equal(["a"], await FetchAsync());

        await MendAsync("normal");
        Assert.Empty(await FetchAsync());
    }

    [Fact]
    public async Task Fetch_WhereTheLostTaskWasPausedMeanwhile_PutsItBack()
    {
        await EnqueueAsync("a");
        await LoseAsync(1);
        await FailAsync();
        await _store.Pauses.PauseAsync(Sample.Normal, default);
        await _lease.RenewAsync(default);

        Assert.Empty(await FetchAsync());

        Assert.Equal((1, 0), await _raw.StreamsAsync(Sample.Normal));
        await _store.Pauses.ResumeAsync(Sample.Normal, default);
        await _lease.RenewAsync(default);
        Assert.Equal(["a"], await FetchAsync());
    }

    private async Task EnqueueAsync(params string[] ids) => await _store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);

    /// <summary>Redis hands entries to the worker, which does not get the answer.</summary>
    private async Task LoseAsync(int count) => await _raw.Database.ExecuteAsync(
        "XREADGROUP", "GROUP", RedisKeys.Group, "w1", "COUNT", count, "STREAMS", _raw.Keys.Ready(Sample.Normal), ">");

    /// <summary>A read fails.</summary>
    private async Task FailAsync()
    {
        await SpoilAsync("high");
        await Assert.ThrowsAsync<StreaqStoreException>(() => FetchAsync());
        await MendAsync("high");
    }

    private async Task SpoilAsync(string priority)
    {
        await _raw.Database.KeyDeleteAsync(_raw.Keys.Ready(priority));
        await _raw.Database.StringSetAsync(_raw.Keys.Ready(priority), "no stream");
    }

    private async Task MendAsync(string priority)
    {
        await _raw.Database.KeyDeleteAsync(_raw.Keys.Ready(priority));
        await _raw.Database.ExecuteAsync("XGROUP", "CREATE", _raw.Keys.Ready(priority), RedisKeys.Group, "0", "MKSTREAM");
    }

    private async Task<string[]> FetchAsync(int room = 300)
    {
        var deliveries = new List<Delivery>();
        await _lease.FetchAsync(room, TimeSpan.Zero, deliveries, default);
        return [.. deliveries.Select(delivery => delivery.Message.Id)];
    }
}
