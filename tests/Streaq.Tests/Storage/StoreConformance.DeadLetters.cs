using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Tasks that failed for good.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task DeadLetter_Found_TellsTheTaskAndWhatEndedIt()
    {
        await EnqueueAsync(new(Sample.Message("a", "low") with
        {
            Details = new() { Headers = new Dictionary<string, string> { ["tenant"] = "t" }, RootId = "root" },
        }));
        var lease = await JoinAsync();
        var now = await ClockAsync();

        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), now));

        Assert.Equal(TaskState.Failed, await StateAsync("a"));
        Assert.Equal("It broke.", (await Store.LookUpAsync("a", default)).Record!.Error!.Message);
        var letter = await Store.DeadLetters.FindAsync("a", default);
        Assert.Equal(new TaskError("System.InvalidOperationException", "It broke.", "at Somewhere()"), letter!.Error);
        Assert.Equal((now, "w1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), (letter.FailedAt, letter.Worker, letter.TraceParent));
        Assert.Equal(
            ("a", "test.sample", "low", 1, "root"),
            (letter.Message.Id, letter.Message.Name, letter.Message.Priority, letter.Message.Attempt, letter.Message.Details.RootId));
        Assert.Equal("t", letter.Message.Details.Headers!["tenant"]);
        Assert.Equal("{}"u8.ToArray(), letter.Message.Body.ToArray());
        Assert.Null(letter.Message.Details.UnknownFields);
    }

    [Fact]
    public async Task DeadLetters_Listed_AreNewestFirstInPages()
    {
        await FailAsync("1", "2", "3", "4");

        Assert.Equal(["4", "3", "2", "1"], await DeadAsync());
        Assert.Equal(["3", "2"], (await Store.DeadLetters.ListAsync(1, 2, default)).Select(letter => letter.Message.Id));
        Assert.Empty(await Store.DeadLetters.ListAsync(4, 10, default));
    }

    [Fact]
    public async Task DeadLetters_MoreThanTheBound_LoseTheOldest()
    {
        await FailAsync("1", "2", "3", "4", "5", "6", "7");

        Assert.Equal(["7", "6", "5", "4", "3"], await DeadAsync());
        Assert.Equal(MaxDeadLetters, (await CountAsync()).Dead);
        Assert.Null(await Store.DeadLetters.FindAsync("1", default));
    }

    [Fact]
    public async Task DeadLetters_OlderThanTheBound_AreGone()
    {
        await FailAsync("old");
        await AdvanceAsync(DeadLetterAge / 2);
        await FailAsync("young");

        await AdvanceAsync(DeadLetterAge / 2);

        Assert.Equal(["young"], await DeadAsync());
        Assert.Null(await Store.DeadLetters.FindAsync("old", default));
        Assert.Equal(1, (await CountAsync()).Dead);
        Assert.False(await Store.DeadLetters.DeleteAsync("old", default));
    }

    [Fact]
    public async Task DeadLetter_OfAnIdThatFailsAgain_ReplacesTheFirst()
    {
        await FailAsync("a");
        await AdvanceAsync(TimeSpan.FromMinutes(6));

        await FailAsync("a");

        Assert.Equal(["a"], await DeadAsync());
        Assert.Equal(1, (await CountAsync()).Dead);
    }

    [Fact]
    public async Task Delete_OfADeadLetter_LeavesTheOutcome()
    {
        await FailAsync("a", "b");

        Assert.True(await Store.DeadLetters.DeleteAsync("a", default));

        Assert.False(await Store.DeadLetters.DeleteAsync("a", default));
        Assert.Equal(["b"], await DeadAsync());
        Assert.Equal(ReplayResult.NotFound, await ReplayAsync("a"));
        Assert.Equal(TaskState.Failed, await StateAsync("a"));
    }

    [Fact]
    public async Task DeadLetter_OfAnUnknownId_IsNull() => Assert.Null(await Store.DeadLetters.FindAsync("never", default));

    /// <summary>Enqueues and fails each task, one second after the other.</summary>
    private async Task FailAsync(params string[] ids)
    {
        var lease = await JoinAsync($"w-{Guid.NewGuid():N}");
        foreach (var id in ids)
        {
            await EnqueueAsync(Sample.Task(id));
            await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));
            await AdvanceAsync(TimeSpan.FromSeconds(1));
        }
    }
}
