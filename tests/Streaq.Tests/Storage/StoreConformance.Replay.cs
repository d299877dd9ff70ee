using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>A replay takes nothing from a task that now has the id or the key.</summary>
public abstract partial class StoreConformance
{
    private static readonly TimeSpan AfterTheRecord = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Replay_OfADeadLetter_MakesItsTaskReadyOnce()
    {
        await FailAsync("a");

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a"));

        Assert.Equal(ReplayResult.NotFound, await ReplayAsync("a"));
        Assert.Empty(await DeadAsync());
        Assert.Equal(TaskState.Ready, await StateAsync("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
    }

    [Theory]
    [InlineData(TaskState.Scheduled)]
    [InlineData(TaskState.Waiting)]
    [InlineData(TaskState.Ready)]
    [InlineData(TaskState.Running)]
    [InlineData(TaskState.Succeeded)]
    public async Task Replay_OfAnIdInUse_LeavesTheNewTaskAndTheLetter(TaskState state)
    {
        await FailAsync("a");
        await AdvanceAsync(AfterTheRecord);
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("other"));
        var other = await FetchOneAsync(lease);
        Assert.Equal("a", state switch
        {
            TaskState.Scheduled => await EnqueueAsync(Sample.Task("a") with { Delay = Sample.Lease / 2 }),
            TaskState.Waiting => await WaitingAsync(After("a", "other")),
            _ => await EnqueueAsync(Sample.Task("a")),
        });
        Delivery? held = state is TaskState.Running or TaskState.Succeeded ? await FetchOneAsync(lease) : null;
        if (state is TaskState.Succeeded)
        {
            await SettleAsync(lease, Sample.Success(held!.Value));
        }

        Assert.Equal(ReplayResult.IdInUse, await ReplayAsync("a"));

        Assert.Equal((state, "a"), (await StateAsync("a"), Assert.Single(await DeadAsync())));
        await SettleAsync(lease, Sample.Success(other));
        await AdvanceAsync(Sample.Lease / 2);
        await PromoteAsync();
        if (state is not TaskState.Succeeded)
        {
            await SettleAsync(lease, Sample.Success(held ?? await FetchOneAsync(lease)));
            Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        }

        Assert.Equal((0L, 0L, 0L), await UnfinishedAsync());
        await AdvanceAsync(AfterTheRecord);
        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a"));
    }

    [Fact]
    public async Task Replay_OfAnIdThatWaitsForItsLimit_LeavesTheNewTaskAndTheLetter()
    {
        await FailAsync("b");
        await AdvanceAsync(AfterTheRecord);
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        Assert.Equal(["a"], await BeginAsync(held, One));

        Assert.Equal(ReplayResult.IdInUse, await ReplayAsync("b"));

        await SettleAsync(lease, Sample.Success(held[0]));
        Assert.Equal("b", (await FetchOneAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Replay_OfAnIdThatAGroupHas_IsRefused()
    {
        await FailAsync("a");
        await AdvanceAsync(AfterTheRecord);
        await OpenGroupAsync("a", 1);

        Assert.Equal(ReplayResult.IdInUse, await ReplayAsync("a"));

        Assert.Equal(new GroupProgress("a", 1, 0, 0), await GroupAsync("a"));
    }

    [Fact]
    public async Task Replay_OfAnIdThatWasAbortedSince_IsDone()
    {
        await FailAsync("a");
        await AdvanceAsync(AfterTheRecord);
        await EnqueueAsync(Sample.Task("a"));
        await Store.AbortAsync("a", "", default, default);

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a"));

        Assert.Equal(TaskState.Ready, await StateAsync("a"));
    }

    /// <summary>The batch's key still has the task's old place.</summary>
    [Fact]
    public async Task Replay_OfATaskOfABatchThatGoesOn_IsDone()
    {
        var ids = await EnqueueBatchAsync(3);
        var lease = await JoinAsync();
        var held = await TakeAsync(lease, 3);
        await SettleAsync(lease, Sample.Failure(held[1], await ClockAsync()));
        await AdvanceAsync(AfterTheRecord);

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync(ids[1]));

        Assert.Equal((TaskState.Ready, 1), (await StateAsync(ids[1]), Assert.Single(await FetchAsync(lease, 10)).Message.Attempt));
    }

    [Fact]
    public async Task Replay_UnderANewId_RunsBesideTheTaskThatHasTheOldOne()
    {
        await FailAsync("a");
        await AdvanceAsync(AfterTheRecord);
        await EnqueueAsync(Sample.Task("a"));

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a", "b"));

        Assert.Empty(await DeadAsync());
        Assert.Equal(["a", "b"], Ids(await FetchAllAsync(await JoinAsync())));
    }

    [Fact]
    public async Task Replay_UnderANewIdThatIsKnown_IsRefused()
    {
        await FailAsync("a", "failed", "gone");
        await EnqueueAsync(Sample.Task("ready"));
        await EnqueueAsync(Sample.Task("aborted"));
        await Store.AbortAsync("aborted", "", default, default);
        await Store.DeadLetters.DeleteAsync("gone", default);

        foreach (var known in (string[])["failed", "ready", "aborted", "gone"])
        {
            Assert.Equal(ReplayResult.IdInUse, await ReplayAsync("a", known));
        }

        await AdvanceAsync(AfterTheRecord);
        Assert.Equal(ReplayResult.IdInUse, await ReplayAsync("a", "failed"));
        Assert.Equal(["failed", "a"], await DeadAsync());
        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a", "gone"));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task Replay_OfATaskWithADeduplicationKey_HoldsItUntilItsEnd(string id)
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));
        Assert.Equal("key", (await Store.DeadLetters.FindAsync("a", default))!.DeduplicationKey);

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a", id));

        Assert.Equal(id, await EnqueueAsync(Sample.Task("new") with { DeduplicationKey = "key" }));
        var held = await FetchOneAsync(lease);
        Assert.Null(held.Message.Details.UnknownFields);
        await SettleAsync(lease, Sample.Success(held));
        Assert.Equal("new", await EnqueueAsync(Sample.Task("new") with { DeduplicationKey = "key" }));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task Replay_WhoseDeduplicationKeyIsHeld_IsRefusedUntilItIsFree(string id)
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));
        await EnqueueAsync(Sample.Task("holder") with { DeduplicationKey = "key" });

        Assert.Equal(ReplayResult.DeduplicationKeyHeld, await ReplayAsync("a", id));

        Assert.Equal(["a"], await DeadAsync());
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a", id));
    }

    [Fact]
    public async Task Replay_OfALetterThatAnotherHasReplaced_DoesNothing()
    {
        await FailAsync("a");
        var seen = await Store.DeadLetters.FindAsync("a", default);
        await ReplayAsync("a");
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        Assert.Null(await Store.DeadLetters.ReplayAsync(seen!, seen!.Message, default));

        Assert.Equal((TaskState.Failed, "a"), (await StateAsync("a"), Assert.Single(await DeadAsync())));
    }

    /// <summary>Replays as the client does: the letter's message, as a first attempt.</summary>
    private async Task<ReplayResult?> ReplayAsync(string id, string? newId = null)
    {
        var letter = await Store.DeadLetters.FindAsync(id, default)
            ?? new DeadLetterEntry(Sample.Message(id), new TaskError("any", "any"), 1, "w1", TraceParent: null);
        return await Store.DeadLetters.ReplayAsync(letter, letter.Message with { Id = newId ?? id, EnqueuedAt = 0, Attempt = 1 }, default);
    }

    private async Task<(long Ready, long Scheduled, long Waiting)> UnfinishedAsync()
    {
        var counts = await CountAsync();
        return (counts.Ready.Values.Sum(), counts.Scheduled, counts.Waiting);
    }
}
