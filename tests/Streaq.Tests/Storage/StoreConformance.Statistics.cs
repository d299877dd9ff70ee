using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>The outcomes of attempts, counted by workers.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Statistics_AddedByWorkers_AreSumsByMinuteAndTask()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 5, "a", TaskOutcome.Success, TaskOutcome.Success);
        await CountAsync(minute - 5, "a", TaskOutcome.Failure);
        await CountAsync(minute - 5, "b", TaskOutcome.Retry);
        await CountAsync(minute - 3, "b", TaskOutcome.Success);

        var read = await StatisticsAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(["a", "b"], read.Tasks.Keys.Order());
        Assert.Equal((2, 1, 0), Ends(read.Tasks["a"]));
        Assert.Equal((1, 0, 1), Ends(read.Tasks["b"]));
        Assert.Equal([minute - 5, minute - 3], read.Slots.Keys.Order());
        Assert.Equal((2, 1, 1), Ends(read.Slots[minute - 5]));
        Assert.Equal((1, 0, 0), Ends(read.Slots[minute - 3]));
        Assert.InRange(read.From, minute - 30, minute - 29);
        Assert.InRange(StatisticsPlan.Minute(read.Now), minute, minute + 1);
    }

    [Fact]
    public async Task Statistics_OfOneTask_LeaveTheOthersOut()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute, "a", TaskOutcome.Success);
        await CountAsync(minute, "b", TaskOutcome.Failure);

        var read = await Store.Statistics.ReadAsync(StatisticsPlan.For(TimeSpan.FromHours(8), ofOne: true), "b", default);

        Assert.Empty(read.Tasks);
        Assert.Equal((0, 1, 0), Ends(Assert.Single(read.Slots).Value));
        Assert.Equal(0, read.From % 10);
    }

    [Fact]
    public async Task Statistics_OfHours_HaveMinutesAndTheNamesOfTens()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 300, "a", TaskOutcome.Success);
        await CountAsync(minute - 301, "a", TaskOutcome.Success);

        var read = await StatisticsAsync(TimeSpan.FromHours(8));

        Assert.Equal([minute - 301, minute - 300], read.Slots.Keys.Order());
        Assert.Equal((2, 0, 0), Ends(read.Tasks["a"]));
        Assert.Empty((await StatisticsAsync(TimeSpan.FromHours(4))).Tasks);
    }

    [Fact]
    public async Task Statistics_OfDays_AreHours()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 3_000, "a", TaskOutcome.Success);
        await CountAsync(minute - 3_000, "b", TaskOutcome.Retry);

        var read = await StatisticsAsync(TimeSpan.FromDays(3));

        Assert.Equal([(minute - 3_000) / 60 * 60], read.Slots.Keys);
        Assert.Equal((1, 0, 1), Ends(read.Slots.Values.Single()));
        Assert.Equal(["a", "b"], read.Tasks.Keys.Order());
        Assert.Equal(0, read.From % 60);
        Assert.InRange(read.From, minute - 4_380, minute - 4_319);
        Assert.Empty((await StatisticsAsync(TimeSpan.FromHours(8))).Slots);
    }

    [Fact]
    public async Task Statistics_OfOneTaskOverDays_AreHours()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 3_000, "a", TaskOutcome.Success);
        await CountAsync(minute - 3_000, "b", TaskOutcome.Retry);

        var read = await Store.Statistics.ReadAsync(StatisticsPlan.For(TimeSpan.FromDays(3), ofOne: true), "b", default);

        Assert.Equal([(minute - 3_000) / 60 * 60], read.Slots.Keys);
        Assert.Equal((0, 0, 1), Ends(read.Slots.Values.Single()));
    }

    [Fact]
    public async Task Statistics_OfTheEarliestMinuteOfAWindow_AreThere()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 4_319, "a", TaskOutcome.Success);
        await CountAsync(minute - 479, "b", TaskOutcome.Success);

        Assert.Equal(["a", "b"], (await StatisticsAsync(TimeSpan.FromDays(3))).Tasks.Keys.Order());
        Assert.Equal(["b"], (await StatisticsAsync(TimeSpan.FromHours(8))).Tasks.Keys);
    }

    [Fact]
    public async Task Statistics_OlderThanTheyAreKept_AreNotAdded()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute - 5_000, "a", TaskOutcome.Success);

        Assert.Empty((await StatisticsAsync(TimeSpan.FromDays(3))).Slots);
    }

    [Fact]
    public async Task Statistics_OfAClockThatIsAhead_CountNow()
    {
        var minute = await MinuteAsync();
        await CountAsync(minute + 500, "a", TaskOutcome.Success);

        Assert.InRange(Assert.Single((await StatisticsAsync(TimeSpan.FromMinutes(1))).Slots).Key, minute, minute + 1);
    }

    [Fact]
    public async Task Statistics_OfMoreNamesThanTheBound_HaveTheRestTogether()
    {
        var minute = await MinuteAsync();
        await Store.Statistics.AddAsync(new([.. Enumerable.Range(0, 250).Select(i => Counted(minute, $"task-{i}", TaskOutcome.Success))], []), default);
        await CountAsync(minute, "task-7", TaskOutcome.Success);
        await CountAsync(minute, "task-249", TaskOutcome.Success);

        var read = await StatisticsAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(201, read.Tasks.Count);
        Assert.Equal((51, 0, 0), Ends(read.Tasks["_OTHER"]));
        Assert.Equal((2, 0, 0), Ends(read.Tasks["task-7"]));
        Assert.Equal((252, 0, 0), Ends(read.Slots.Values.Aggregate(new AttemptCounts(), Sum)));
    }

    [Fact]
    public async Task Statistics_OfAnUnusedQueue_AreEmpty()
    {
        var read = await StatisticsAsync(TimeSpan.FromDays(3));

        Assert.Equal((0, 0), (read.Slots.Count, read.Tasks.Count));
    }

    private async Task<long> MinuteAsync() => StatisticsPlan.Minute(await ClockAsync());

    private ValueTask<StatisticsPart> StatisticsAsync(TimeSpan window) => Store.Statistics.ReadAsync(StatisticsPlan.For(window, ofOne: false), null, default);

    private async Task CountAsync(long minute, string task, params TaskOutcome[] outcomes) =>
        await Store.Statistics.AddAsync(new([Counted(minute, task, outcomes)], []), default);

    private static MinuteCounts Counted(long minute, string task, params TaskOutcome[] outcomes)
    {
        var counts = new AttemptCounts();
        foreach (var outcome in outcomes)
        {
            counts.Add(outcome, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(700));
        }

        return new(minute, task, counts);
    }

    private static AttemptCounts Sum(AttemptCounts sum, AttemptCounts one)
    {
        sum.Add(one);
        return sum;
    }

    private static (long, long, long) Ends(AttemptCounts counts)
    {
        var attempts = counts.ToStatistics();
        Assert.Equal((attempts.Count, attempts.Count), (attempts.Duration.Counts[2], attempts.Wait.Counts[10]));
        return (attempts.Succeeded, attempts.Failed, attempts.Retried);
    }
}
