using System.Text;
using Microsoft.Extensions.Logging;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Storage.Redis;
using Streaq.Telemetry;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Maintenance;

/// <summary>Workers that come and go over fake days, each with a duty of its own, on both stores.</summary>
[Collection(RedisCollection.Name)]
public sealed class FireSchedulesTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly ScheduleDefinition Hourly = Define("hourly", "0 * * * *");

    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private readonly FakeTime _time = new();
    private readonly LogRecorder _log = new();
    private readonly List<ITaskStore> _stores = [];
    private InMemoryTaskStore? _inMemory;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoWorkers_OverADay_FireEverySlotOnce(bool onRedis)
    {
        var (one, other) = (await WorkerAsync(onRedis, Hourly), await WorkerAsync(onRedis, Hourly));
        await one.RoundAsync();
        await one.Store.Schedules.PutAsync(Define("dynamic", "*/20 * * * *"), Milliseconds(TimeSpan.FromMinutes(20)), default);

        for (var minute = 0; minute <= 24 * 60; minute += 5)
        {
            await Task.WhenAll(one.RoundAsync(), other.RoundAsync());
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        var fired = await FiredAsync(one.Store);
        Assert.Equal(Slots(24, TimeSpan.FromHours(1)), fired["hourly"]);
        Assert.Equal(Slots(72, TimeSpan.FromMinutes(20)), fired["dynamic"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SlotsMissedWithoutAWorker_Later_AreOneFiringForTheLatest(bool onRedis)
    {
        await (await WorkerAsync(onRedis, Hourly)).RoundAsync();
        _time.Advance(TimeSpan.FromHours(5.5));

        var next = await WorkerAsync(onRedis, Hourly);
        await next.RoundAsync();

        Assert.Equal([Start.AddHours(5)], (await FiredAsync(next.Store))["hourly"]);
        Assert.Equal(Milliseconds(TimeSpan.FromHours(6)), Assert.Single(await next.Store.Schedules.ListAsync(default)).NextAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxDrift_Exceeded_DropsTheFiringAndGoesOn(bool onRedis)
    {
        using var metrics = new MetricLog(_queue);
        var strict = Hourly with { MaxDrift = TimeSpan.FromMinutes(10) };
        var worker = await WorkerAsync(onRedis, strict);
        await worker.RoundAsync();

        _time.Advance(TimeSpan.FromMinutes(70) + TimeSpan.FromSeconds(1));
        await worker.RoundAsync();
        Assert.Empty(await FiredAsync(worker.Store));
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        var line = Assert.Single(_log.Lines, line => line.Event.Name == "streaq.cron.dropped");
        Assert.Contains("hourly", line.Message);
        Assert.Contains("601.0s late", line.Message);

        _time.Advance(TimeSpan.FromMinutes(59));
        await worker.RoundAsync();
        Assert.Equal([Start.AddHours(2)], (await FiredAsync(worker.Store))["hourly"]);
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        Assert.Equal(TimeSpan.FromMinutes(9).Add(TimeSpan.FromSeconds(1)).TotalSeconds, Assert.Single(metrics.Of("streaq.cron.delay")).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expression_ThatChanges_IsThatOfTheNewestStart(bool onRedis)
    {
        var old = await WorkerAsync(onRedis, Hourly);
        await old.RoundAsync();
        var newer = await WorkerAsync(onRedis, Define("hourly", "30 * * * *"));
        await newer.RoundAsync();

        for (var minute = 0; minute < 120; minute += 5)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            await Task.WhenAll(old.RoundAsync(), newer.RoundAsync());
        }

        Assert.Equal([Start.AddMinutes(30), Start.AddMinutes(90)], (await FiredAsync(newer.Store))["hourly"]);
    }

    /// <summary>An old worker restarts between the newer ones of a roll-out, and is stopped for good after that.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expression_OfWorkersThatAreGone_GivesWayToThatOfTheRunningOnes(bool onRedis)
    {
        var newer = await WorkerAsync(onRedis, Define("hourly", "30 * * * *"));
        await newer.RoundAsync();
        await (await WorkerAsync(onRedis, Hourly)).RoundAsync();

        for (var minute = 0; minute < 60; minute += 5)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            if (onRedis)
            {
                await AgeDeclarationsAsync(TimeSpan.FromMinutes(5));
            }

            await newer.RoundAsync();
        }

        Assert.Equal([Start.AddMinutes(30)], (await FiredAsync(newer.Store))["hourly"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_NoWorkerDeclaresAnyMore_StopsAndIsForgotten(bool onRedis)
    {
        await (await WorkerAsync(onRedis, Hourly)).RoundAsync();
        var without = await WorkerAsync(onRedis, Define("other", "0 12 * * *"));

        for (var hour = 0; hour < 5; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await without.RoundAsync();
        }

        Assert.Empty(await FiredAsync(without.Store));
        Assert.Equal(["hourly", "other"], (await without.Store.Schedules.ListAsync(default)).Select(entry => entry.Definition.Id).Order());

        _time.Advance(TimeSpan.FromDays(7));
        if (onRedis)
        {
            await AgeDeclarationsAsync(TimeSpan.FromDays(7));
        }

        await without.RoundAsync();
        Assert.Equal(["other"], (await without.Store.Schedules.ListAsync(default)).Select(entry => entry.Definition.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_ThatThisMachineCannotRead_IsToldOnceAndHoldsUpNoOther(bool onRedis)
    {
        var worker = await WorkerAsync(onRedis);
        await worker.Store.Schedules.PutAsync(Define("future", "@fortnightly"), Milliseconds(TimeSpan.FromMinutes(1)), default);
        await worker.Store.Schedules.PutAsync(Define("nowhere", "0 * * * *") with { TimeZone = "Moon/Tycho" }, Milliseconds(TimeSpan.FromMinutes(2)), default);
        await worker.Store.Schedules.PutAsync(Define("sound", "0 * * * *"), Milliseconds(TimeSpan.FromHours(1)), default);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            await worker.RoundAsync();
        }

        Assert.Equal(["sound"], (await FiredAsync(worker.Store)).Keys);
        var lines = _log.Lines.Where(line => line.Event.Name == "streaq.cron.unreadable").Select(line => line.Message).Order().ToList();
        Assert.Collection(lines, line => Assert.Contains("future", line), line => Assert.Contains("Moon/Tycho", line));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManySchedules_DueAtOnce_AreAllFiredInOneRound(bool onRedis)
    {
        var worker = await WorkerAsync(onRedis);
        for (var i = 0; i < 450; i++)
        {
            await worker.Store.Schedules.PutAsync(Define($"s{i}", "0 * * * *"), Milliseconds(TimeSpan.FromHours(1)), default);
        }

        _time.Advance(TimeSpan.FromHours(1));
        await worker.RoundAsync();

        Assert.Equal(450, (await FiredAsync(worker.Store)).Count);
    }

    [Fact]
    public async Task WorkerWithoutSchedules_AfterItsStart_AsksNothing()
    {
        var store = await OpenAsync(onRedis: false);
        var counted = new ClockedStore(store, _time);
        var duty = Duty();
        await duty.RunOnceAsync(counted.Store, default);
        var atStart = counted.Calls;
        var waiting = duty.WaitAsync(counted.Store, default);

        _time.Advance(TimeSpan.FromDays(100));
        Assert.False(waiting.IsCompleted);
        Assert.Equal((2, 2), (atStart, counted.Calls));

        await store.Schedules.PutAsync(Hourly, 1_000, default);
        await waiting.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Worker_WithASchedule_SleepsUntilItsSlot()
    {
        var worker = await WorkerAsync(onRedis: false, Define("soon", "@every 2m"));
        await worker.RoundAsync();
        var waiting = worker.WaitAsync();

        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(QueueHost.Patience);
        await worker.RoundAsync();

        Assert.Equal([Start.AddMinutes(2)], (await FiredAsync(worker.Store))["soon"]);
    }

    private static DateTime Start { get; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static ScheduleDefinition Define(string id, string expression) =>
        new() { Id = id, Expression = expression, TaskName = id, Body = Encoding.UTF8.GetBytes("1"), Priority = Sample.Normal };

    private static long Milliseconds(TimeSpan sinceStart) => new DateTimeOffset(Start + sinceStart).ToUnixTimeMilliseconds();

    private static IEnumerable<DateTime> Slots(int count, TimeSpan every) => Enumerable.Range(1, count).Select(i => Start + i * every);

    private FireSchedules Duty(params ScheduleDefinition[] declared) =>
        new(declared, new CronTelemetry(new QueueTelemetry { Queue = _queue }), _time, _log.CreateLogger("Streaq"));

    private async Task<Worker> WorkerAsync(bool onRedis, params ScheduleDefinition[] declared) => new(await OpenAsync(onRedis), Duty(declared));

    private async Task<ITaskStore> OpenAsync(bool onRedis)
    {
        if (!onRedis)
        {
            return _inMemory ??= new InMemoryTaskStore(new StoreOptions(_queue), _time);
        }

        var store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new StoreOptions(_queue), _time);
        _stores.Add(store);
        return new ClockedStore(store, _time).Store;
    }

    /// <summary>Redis's clock can't be moved; what it noted can.</summary>
    private async Task AgeDeclarationsAsync(TimeSpan by)
    {
        await using var raw = await RawRedis.OpenAsync(redis.Server, _queue);
        foreach (var declared in await raw.Database.SortedSetRangeByRankAsync(raw.Keys.Declared))
        {
            await raw.Database.SortedSetDecrementAsync(raw.Keys.Declared, declared, by.TotalMilliseconds);
        }
    }

    /// <summary>The slots of the tasks in the queue, by their schedule.</summary>
    private static async Task<Dictionary<string, List<DateTime>>> FiredAsync(ITaskStore store)
    {
        var lease = await store.JoinAsync(new("reader", Sample.Priorities, TimeSpan.FromDays(1)), default);
        await using var end = lease;
        var all = new List<Delivery>();
        for (var before = -1; before < all.Count;)
        {
            before = all.Count;
            var some = new List<Delivery>();
            await lease.FetchAsync(1000, TimeSpan.Zero, some, default);
            all.AddRange(some);
        }

        await lease.LeaveAsync(default);
        return all.GroupBy(delivery => delivery.Message.Name).ToDictionary(
            group => group.Key,
            group => group.Select(delivery => DateTimeOffset.FromUnixTimeMilliseconds(delivery.Message.Cron!.Slot).UtcDateTime).Order().ToList());
    }

    private sealed record Worker(ITaskStore Store, FireSchedules Duty)
    {
        public Task RoundAsync() => Duty.RunOnceAsync(Store, default);

        public Task WaitAsync() => Duty.WaitAsync(Store, default);
    }
}
