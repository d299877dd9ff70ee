using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Pages of dead letters, and operations on many at a time.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task DeadLetters_ByPages_AreSummariesNewestFirst()
    {
        await FailAsync("1", "2", "3", "4", "5");

        var first = await Store.DeadLetters.PageAsync(2, null, default);
        var second = await Store.DeadLetters.PageAsync(2, first.Continuation, default);
        var third = await Store.DeadLetters.PageAsync(2, second.Continuation, default);

        Assert.Equal(["5", "4", "3", "2", "1"], PageIds(first, second, third));
        Assert.Null(third.Continuation);
        var letter = first.Letters[0];
        var whole = (await Store.DeadLetters.FindAsync("5", default))!;
        Assert.Equal(
            new DeadLetterSummary(
                "5", "test.sample", Sample.Normal, 1, "System.InvalidOperationException", "It broke.", UnixTime.ToDateTimeOffset(whole.FailedAt), "0af7651916cd43dd8448eb211c80319c"),
            letter);
    }

    [Fact]
    public async Task DeadLetters_OfAPageWhoseLastIsGone_GoOnBehindIt()
    {
        await FailAsync("1", "2", "3", "4");
        var first = await Store.DeadLetters.PageAsync(2, null, default);
        await Store.DeadLetters.DeleteAsync("3", default);

        Assert.Equal(["2", "1"], PageIds(await Store.DeadLetters.PageAsync(2, first.Continuation, default)));
    }

    [Fact]
    public async Task DeadLetters_OfAPageWhoseLastFailedAgain_GoOnBehindIt()
    {
        await FailAsync("1", "2", "3", "4");
        var first = await Store.DeadLetters.PageAsync(2, null, default);
        await ReplayAsync("3");
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        Assert.Equal(["2", "1"], PageIds(await Store.DeadLetters.PageAsync(2, first.Continuation, default)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a:b")]
    [InlineData(":1")]
    public async Task DeadLetters_OfAnotherContinuation_AreRefused(string continuation) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeadLetters.PageAsync(2, continuation, default));

    [Theory]
    [InlineData("first\nsecond", "first")]
    [InlineData("", "")]
    [InlineData("\r\nx", "")]
    public async Task DeadLetter_WithAMessageOfLines_ShowsTheFirst(string message, string shown)
    {
        await FailWithAsync("a", message);

        Assert.Equal(shown, Assert.Single((await Store.DeadLetters.PageAsync(1, null, default)).Letters).Message);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public async Task DeadLetter_WithALongMessage_ShowsItsBeginning(string character)
    {
        await FailWithAsync("a", string.Concat(Enumerable.Repeat(character, 500)));

        var shown = Assert.Single((await Store.DeadLetters.PageAsync(1, null, default)).Letters).Message;

        Assert.InRange(shown.Length, 199, 200);
        Assert.Equal(string.Concat(Enumerable.Repeat(character, (shown.Length - 1) / character.Length)) + "…", shown);
    }

    [Fact]
    public async Task DeadLetters_ReadByTheirIds_HaveAllButBodyAndStackTrace()
    {
        await FailAsync("1", "2");

        var read = await Store.DeadLetters.ReadManyAsync(["2", "never", "1"], default);

        Assert.Equal(["2", null, "1"], read.Select(letter => letter?.Message.Id));
        var letter = read[0]!;
        Assert.Equal((0, null, "It broke.", "test.sample"), (letter.Message.Body.Length, letter.Error.StackTrace, letter.Error.Message, letter.Message.Name));
        Assert.Null(letter.Message.Details.Malformed);
    }

    [Fact]
    public async Task ReplayMany_OfDeadLetters_DoesEachAsIfItWereAlone()
    {
        await FailAsync("1", "2", "3");
        await AdvanceAsync(AfterTheRecord);
        await EnqueueAsync(Sample.Task("2") with { Delay = TimeSpan.FromHours(1) });

        var results = await ReplayManyAsync("3", "2", "1", "1");

        Assert.Equal([ReplayResult.Replayed, ReplayResult.IdInUse, ReplayResult.Replayed, ReplayResult.NotFound], results);
        Assert.Equal(["2"], await DeadAsync());
        var fetched = await FetchAllAsync(await JoinAsync());
        Assert.Equal(["1", "3"], Ids(fetched).Order());
        Assert.All(fetched, delivery => Assert.Equal("{}"u8.ToArray(), delivery.Message.Body.ToArray()));
    }

    [Fact]
    public async Task ReplayMany_OfADeduplicatedTask_HoldsItsKeyAgain()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" });
        Assert.Equal([ReplayResult.DeduplicationKeyHeld], await ReplayManyAsync("a"));
        await SucceedAsync(lease);

        Assert.Equal([ReplayResult.Replayed], await ReplayManyAsync("a"));

        Assert.Equal("a", await EnqueueAsync(Sample.Task("c") with { DeduplicationKey = "key" }));
    }

    [Fact]
    public async Task ReplayMany_OfALetterThatIsAnotherOneByNow_LeavesIt()
    {
        await FailAsync("a");
        var seen = (await Store.DeadLetters.FindAsync("a", default))!;
        await ReplayAsync("a");
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        Assert.Equal([null], await Store.DeadLetters.ReplayManyAsync([(seen, seen.Message)], default));

        Assert.Equal(["a"], await DeadAsync());
    }

    [Fact]
    public async Task DeleteMany_OfDeadLetters_ReturnsTheResultOfEach()
    {
        await FailAsync("1", "2", "3");

        Assert.Equal([true, false, true], await Store.DeadLetters.DeleteManyAsync(["1", "never", "3"], default));

        Assert.Equal(["2"], await DeadAsync());
        Assert.Equal(1, (await CountAsync()).Dead);
    }

    private async Task FailWithAsync(string id, string message)
    {
        await EnqueueAsync(Sample.Task(id));
        await FailHeldAsync(message);
    }

    /// <summary>Replays as the client does.</summary>
    private async Task<IReadOnlyList<ReplayResult?>> ReplayManyAsync(params string[] ids)
    {
        var found = await Store.DeadLetters.ReadManyAsync(ids, default);
        return await Store.DeadLetters.ReplayManyAsync([.. found.Select(letter => (letter!, letter!.Message with { EnqueuedAt = 0, Attempt = 1 }))], default);
    }

    private static IEnumerable<string> PageIds(params DeadLetterPart[] parts) => parts.SelectMany(part => part.Letters).Select(letter => letter.TaskId);
}
