using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Enqueues of many tasks at once.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task EnqueueMany_OfAThousand_HandsThemOutInTheirOrder()
    {
        // Not in the order of their names, so that only the order of the call explains the result.
        string[] ids = [.. Enumerable.Range(0, 1000).Select(i => $"{i * 7 % 1000}")];

        Assert.Equal(ids, await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default));

        Assert.Equal(ids, Ids(await FetchAllAsync(await JoinAsync())));
    }

    [Fact]
    public async Task EnqueueMany_OfMixedPrioritiesAndTimes_PutsEachWhereItBelongs()
    {
        NewTask[] tasks =
        [
            Sample.Task("normal-1"),
            Sample.Task("later") with { Delay = TimeSpan.FromMinutes(1) },
            Sample.Task("normal-2"),
            Sample.Task("high-1", "high"),
            Sample.Task("low-1", "low"),
            Sample.Task("high-2", "high"),
        ];

        Assert.Equal(tasks.Select(task => task.Message.Id), await Store.EnqueueManyAsync(tasks, default));

        var counts = await CountAsync();
        Assert.Equal(new Dictionary<string, long> { ["high"] = 2, ["normal"] = 2, ["low"] = 1 }, counts.Ready);
        Assert.Equal(1, counts.Scheduled);
        Assert.Equal(["high-1", "high-2", "normal-1", "normal-2", "low-1"], Ids(await FetchAllAsync(await JoinAsync())));
    }

    [Fact]
    public async Task EnqueueMany_WithKnownIdsAndKeys_AnswersTheTasksThatStandForThem()
    {
        await EnqueueAsync(Sample.Task("first") with { DeduplicationKey = "key" });
        await EnqueueAsync(Sample.Task("known"));

        var ids = await Store.EnqueueManyAsync(
            [
                Sample.Task("new"),
                Sample.Task("known"),
                Sample.Task("second") with { DeduplicationKey = "key" },
                Sample.Task("new"),
                Sample.Task("third") with { DeduplicationKey = "key", Delay = TimeSpan.FromMinutes(1) },
            ],
            default);

        Assert.Equal(["new", "known", "first", "new", "first"], ids);
        Assert.Equal(["first", "known", "new"], Ids(await FetchAllAsync(await JoinAsync())));
    }

    [Fact]
    public async Task EnqueueMany_OfNone_AnswersNone() => Assert.Empty(await Store.EnqueueManyAsync([], default));

    [Fact]
    public async Task Settle_OfAThousandOfAllKinds_EndsEachAsAsked()
    {
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 1000).Select(i => Sample.Task($"{i}", Sample.Priorities[i % 3]))], default);
        var lease = await JoinAsync();
        var now = await ClockAsync();
        var fetched = await FetchAllAsync(lease);

        Assert.True(await lease.SettleAsync(
            [.. fetched.Select((delivery, i) => (Settlement)(i % 10 == 0 ? Sample.Retry(delivery, TimeSpan.FromHours(1)) : i % 333 == 1 ? Sample.Failure(delivery, now) : Sample.Success(delivery)))],
            default));

        var counts = await CountAsync();
        Assert.Equal((100, 0, 3), (counts.Scheduled, counts.Running, counts.Dead));
        Assert.All(counts.Ready.Values, ready => Assert.Equal(0, ready));
        Assert.Equal(TaskState.Succeeded, await StateAsync(fetched[5].Message.Id));
    }
}
