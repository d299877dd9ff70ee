using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>The history of the attempts before the last.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task History_OfARetriedTask_GoesWithItsMessageToItsRecord()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, RetryNoted(await FetchOneAsync(lease), TimeSpan.FromMinutes(1)));
        Assert.Equal([(1, TaskOutcome.Retry)], await HistoryAsync("a"));
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await lease.RenewAsync(default);
        await PromoteAsync();
        Assert.Equal([(1, TaskOutcome.Retry)], await HistoryAsync("a"));
        var second = await FetchOneAsync(lease);

        await SettleAsync(lease, EndNoted(second));

        Assert.Equal([(1, TaskOutcome.Retry)], await HistoryAsync("a"));
    }

    [Fact]
    public async Task History_OfATaskWhoseWorkerDied_HasTheLostAttempt()
    {
        await EnqueueAsync(Sample.Task("a"));
        var before = await ClockAsync();
        await FetchAllAsync(await JoinAsync("lost"));
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        await FetchAllAsync(await JoinAsync("lost-too"));
        await AdvanceAsync(Sample.Lease);

        await ReclaimAsync();

        Assert.Equal([(1, TaskOutcome.LeaseLost), (2, TaskOutcome.LeaseLost)], await HistoryAsync("a"));
        var attempts = AttemptHistory.Parse(AttemptHistory.Find((await Store.LookUpAsync("a", default)).Message!)).Attempts;
        Assert.Equal(["lost", "lost-too"], attempts.Select(attempt => attempt.Worker));
        Assert.InRange(attempts[0].StartedAt.ToUnixTimeMilliseconds(), before - 1_000, before + (long)QueueHost.Patience.TotalMilliseconds);
    }

    [Fact]
    public async Task History_OfATaskThatLosesManyWorkers_KeepsTheNewest()
    {
        await EnqueueAsync(new(Sample.Message("a") with { Details = Noted(40) }));
        await FetchAllAsync(await JoinAsync("lost"));
        await AdvanceAsync(Sample.Lease);

        await ReclaimAsync();

        var history = AttemptHistory.Parse(AttemptHistory.Find((await Store.LookUpAsync("a", default)).Message!));
        Assert.Equal((AttemptHistory.Most, 9), (history.Attempts.Count, history.Dropped));
        Assert.Equal((TaskOutcome.LeaseLost, "lost"), (history.Attempts[^1].Outcome, history.Attempts[^1].Worker));
    }

    [Fact]
    public async Task History_OfAWorkerThatLeaves_IsLeftAsItWas()
    {
        await EnqueueAsync(new(Sample.Message("a") with { Details = Noted(2) }));
        var leaving = await JoinAsync("leaving");
        await FetchAllAsync(leaving);

        await leaving.LeaveAsync(default);

        Assert.Equal([(1, TaskOutcome.Retry), (2, TaskOutcome.Retry)], await HistoryAsync("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task History_OfATaskThatIsAborted_IsInItsRecord(bool scheduled)
    {
        await EnqueueAsync(new(Sample.Message("a") with { Details = Noted(2) }) { Delay = scheduled ? TimeSpan.FromMinutes(1) : null });

        await AbortAsync("a");

        Assert.Equal(TaskState.Aborted, await StateAsync("a"));
        Assert.Equal([(1, TaskOutcome.Retry), (2, TaskOutcome.Retry)], await HistoryAsync("a"));
    }

    [Fact]
    public async Task History_OfATaskThatFails_IsInItsDeadLetter()
    {
        await EnqueueAsync(new(Sample.Message("a") with { Details = Noted(2) }));
        var lease = await JoinAsync();
        var failure = Sample.Failure(await FetchOneAsync(lease), await ClockAsync());
        var began = failure.Letter.FailedAt - 5;

        await SettleAsync(lease, failure with { Letter = failure.Letter with { StartedAt = began } });

        var letter = (await Store.DeadLetters.FindAsync("a", default))!;
        Assert.Equal((2, began), (AttemptHistory.Parse(AttemptHistory.Find(letter.Message)).Attempts.Count, letter.StartedAt));
    }

    private static TaskDetails Noted(int attempts) => Enumerable.Range(1, attempts).Aggregate(
        TaskDetails.None,
        (details, attempt) => AttemptHistory.Append(details, AttemptHistory.Line(attempt, (1, 2), TaskOutcome.Retry, "w0", traceParent: null, "E")));

    private static RetrySettlement RetryNoted(Delivery delivery, TimeSpan delay)
    {
        var retry = Sample.Retry(delivery, delay);
        var line = AttemptHistory.Line(delivery.Message.Attempt, (1, 2), TaskOutcome.Retry, "w1", traceParent: null, "E");
        return retry with { Next = retry.Next with { Details = AttemptHistory.Append(retry.Next.Details, line) } };
    }

    private static CompletionSettlement EndNoted(Delivery delivery)
    {
        var success = Sample.Success(delivery);
        var record = RecordFormat.Read(success.Record) with { Origin = TaskOrigin.Of(delivery.Message, traceId: null) };
        return success with { Record = RecordFormat.Write(record) };
    }

    private async Task<IEnumerable<(int Attempt, TaskOutcome Outcome)>> HistoryAsync(string id)
    {
        var found = await Store.LookUpAsync(id, default);
        var text = found.Record is { } record ? record.Origin.History : AttemptHistory.Find(found.Message!);
        return AttemptHistory.Parse(text).Attempts.Select(attempt => (attempt.Attempt, attempt.Outcome));
    }
}
