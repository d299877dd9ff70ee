using static Streaq.Tests.Maintenance.ScheduleRig;

namespace Streaq.Tests.Maintenance;

/// <summary>Workers that start and stop over simulated days fire each slot once, on both stores.</summary>
[Collection(RedisCollection.Name)]
public sealed class FireSchedulesTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly ScheduleRig _rig = new(redis);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoWorkers_OverADay_FireEverySlotOnce(bool onRedis)
    {
        var (one, other) = (await _rig.WorkerAsync(onRedis, Hourly), await _rig.WorkerAsync(onRedis, Hourly));
        await one.RoundAsync();
        await one.Store.Schedules.PutAsync(Define("dynamic", "*/20 * * * *"), Milliseconds(TimeSpan.FromMinutes(20)), default);

        for (var minute = 0; minute <= 24 * 60; minute += 5)
        {
            await Task.WhenAll(one.RoundAsync(), other.RoundAsync());
            _rig.Time.Advance(TimeSpan.FromMinutes(5));
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
        await (await _rig.WorkerAsync(onRedis, Hourly)).RoundAsync();
        _rig.Time.Advance(TimeSpan.FromHours(5.5));

        var next = await _rig.WorkerAsync(onRedis, Hourly);
        await next.RoundAsync();

        Assert.Equal([Start.AddHours(5)], (await FiredAsync(next.Store))["hourly"]);
        Assert.Equal(Milliseconds(TimeSpan.FromHours(6)), Assert.Single(await next.Store.Schedules.ListAsync(default)).NextAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxDrift_Exceeded_DropsTheFiringAndGoesOn(bool onRedis)
    {
        using var metrics = new MetricLog(_rig.Queue);
        var strict = Hourly with { MaxDrift = TimeSpan.FromMinutes(10) };
        var worker = await _rig.WorkerAsync(onRedis, strict);
        await worker.RoundAsync();

        _rig.Time.Advance(TimeSpan.FromMinutes(70) + TimeSpan.FromSeconds(1));
        await worker.RoundAsync();
        Assert.Empty(await FiredAsync(worker.Store));
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        var line = Assert.Single(_rig.Log.Lines, line => line.Event.Name == "streaq.cron.dropped");
        Assert.Contains("hourly", line.Message);
        Assert.Contains("601.0s late", line.Message);

        _rig.Time.Advance(TimeSpan.FromMinutes(59));
        await worker.RoundAsync();
        Assert.Equal([Start.AddHours(2)], (await FiredAsync(worker.Store))["hourly"]);
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        Assert.Equal(TimeSpan.FromMinutes(9).Add(TimeSpan.FromSeconds(1)).TotalSeconds, Assert.Single(metrics.Of("streaq.cron.delay")).Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_ThatThisMachineCannotRead_IsLoggedOnceAndBlocksNoOther(bool onRedis)
    {
        var worker = await _rig.WorkerAsync(onRedis);
        await worker.Store.Schedules.PutAsync(Define("future", "@fortnightly"), Milliseconds(TimeSpan.FromMinutes(1)), default);
        await worker.Store.Schedules.PutAsync(Define("nowhere", "0 * * * *") with { TimeZone = "Moon/Tycho" }, Milliseconds(TimeSpan.FromMinutes(2)), default);
        await worker.Store.Schedules.PutAsync(Define("sound", "0 * * * *"), Milliseconds(TimeSpan.FromHours(1)), default);

        for (var i = 0; i < 3; i++)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(30));
            await worker.RoundAsync();
        }

        Assert.Equal(["sound"], (await FiredAsync(worker.Store)).Keys);
        var lines = _rig.Log.Lines.Where(line => line.Event.Name == "streaq.cron.unreadable").Select(line => line.Message).Order().ToList();
        Assert.Collection(lines, line => Assert.Contains("future", line), line => Assert.Contains("Moon/Tycho", line));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManySchedules_DueAtOnce_AreAllFiredInOneRound(bool onRedis)
    {
        var worker = await _rig.WorkerAsync(onRedis);
        for (var i = 0; i < 450; i++)
        {
            await worker.Store.Schedules.PutAsync(Define($"s{i}", "0 * * * *"), Milliseconds(TimeSpan.FromHours(1)), default);
        }

        _rig.Time.Advance(TimeSpan.FromHours(1));
        await worker.RoundAsync();

        Assert.Equal(450, (await FiredAsync(worker.Store)).Count);
    }

    [Fact]
    public async Task WorkerWithoutSchedules_AfterItsStart_CallsTheStoreNoMore()
    {
        var store = await _rig.OpenAsync(onRedis: false);
        var counted = new ClockedStore(store, _rig.Time);
        var duty = _rig.Duty();
        await duty.RunOnceAsync(counted.Store, default);
        var atStart = counted.Calls;
        var waiting = duty.WaitAsync(counted.Store, default);

        _rig.Time.Advance(TimeSpan.FromDays(100));
        Assert.False(waiting.IsCompleted);
        Assert.Equal((2, 2), (atStart, counted.Calls));

        await store.Schedules.PutAsync(Hourly, 1_000, default);
        await waiting.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Worker_WithASchedule_SleepsUntilItsSlot()
    {
        var worker = await _rig.WorkerAsync(onRedis: false, Define("soon", "@every 2m"));
        await worker.RoundAsync();
        var waiting = worker.WaitAsync();

        _rig.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        _rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(QueueHost.Patience);
        await worker.RoundAsync();

        Assert.Equal([Start.AddMinutes(2)], (await FiredAsync(worker.Store))["soon"]);
    }
}
