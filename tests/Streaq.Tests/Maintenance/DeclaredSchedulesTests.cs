using static Streaq.Tests.Maintenance.ScheduleRig;

namespace Streaq.Tests.Maintenance;

/// <summary>The declaration that is used when workers declare different ones, or none any more.</summary>
[Collection(RedisCollection.Name)]
public sealed class DeclaredSchedulesTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly ScheduleRig _rig = new(redis);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expression_ThatChanges_IsThatOfTheNewestStart(bool onRedis)
    {
        var old = await _rig.WorkerAsync(onRedis, Hourly);
        await old.RoundAsync();
        var newer = await _rig.WorkerAsync(onRedis, Define("hourly", "30 * * * *"));
        await newer.RoundAsync();

        for (var minute = 0; minute < 120; minute += 5)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(5));
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
        var newer = await _rig.WorkerAsync(onRedis, Define("hourly", "30 * * * *"));
        await newer.RoundAsync();
        await (await _rig.WorkerAsync(onRedis, Hourly)).RoundAsync();

        for (var minute = 0; minute < 60; minute += 5)
        {
            _rig.Time.Advance(TimeSpan.FromMinutes(5));
            if (onRedis)
            {
                await _rig.AgeDeclarationsAsync(TimeSpan.FromMinutes(5));
            }

            await newer.RoundAsync();
        }

        Assert.Equal([Start.AddMinutes(30)], (await FiredAsync(newer.Store))["hourly"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_ThatNoWorkerDeclaresAnyMore_StopsAndIsForgotten(bool onRedis)
    {
        await (await _rig.WorkerAsync(onRedis, Hourly)).RoundAsync();
        var without = await _rig.WorkerAsync(onRedis, Define("other", "0 12 * * *"));

        for (var hour = 0; hour < 5; hour++)
        {
            _rig.Time.Advance(TimeSpan.FromHours(1));
            await without.RoundAsync();
        }

        Assert.Empty(await FiredAsync(without.Store));
        Assert.Equal(["hourly", "other"], (await without.Store.Schedules.ListAsync(default)).Select(entry => entry.Definition.Id).Order());

        _rig.Time.Advance(TimeSpan.FromDays(7));
        if (onRedis)
        {
            await _rig.AgeDeclarationsAsync(TimeSpan.FromDays(7));
        }

        await without.RoundAsync();
        Assert.Equal(["other"], (await without.Store.Schedules.ListAsync(default)).Select(entry => entry.Definition.Id));
    }
}
