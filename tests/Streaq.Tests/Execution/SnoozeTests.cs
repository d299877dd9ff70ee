using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>A snoozed attempt runs again later, as if it had not begun.</summary>
[Collection(RedisCollection.Name)]
public sealed class SnoozeTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Patient = new("patient");

    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Snooze_AtTheLastAttempt_MakesTheSameAttemptAgain()
    {
        _rig.Message = message => message with { Attempt = 3 };

        var attempt = await _rig.RunAsync(1, void (int _) => throw new StreaqSnoozeException(TimeSpan.FromMinutes(1)));

        Assert.Equal(TaskOutcome.Snoozed, attempt.Outcome);
        var next = Assert.IsType<RetrySettlement>(attempt.Settlement);
        Assert.True(next.IsSnooze);
        Assert.Equal((TimeSpan.FromMinutes(1), 3, TaskTrigger.Snooze), (next.Delay, next.Next.Attempt, next.Next.Details.Trigger));
    }

    [Fact]
    public async Task Snooze_OfAMiddleware_LeavesTheHandlerAlone()
    {
        var ran = false;
        _rig.Use((_, _) => throw new StreaqSnoozeException(TimeSpan.Zero));

        var attempt = await _rig.RunAsync(1, void (int _) => ran = true);

        Assert.Equal((TaskOutcome.Snoozed, false), (attempt.Outcome, ran));
    }

    [Fact]
    public async Task Snooze_WrappedInAnotherException_IsAFailure()
    {
        var attempt = await _rig.RunAsync(1, void (int _) => throw new InvalidOperationException("broken", new StreaqSnoozeException(TimeSpan.Zero)));

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
    }

    [Fact]
    public void Delay_Negative_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => new StreaqSnoozeException(TimeSpan.FromTicks(-1)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Snooze_OftenerThanThereAreAttempts_UsesUpNone(bool onRedis)
    {
        var runs = new List<int>();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker();
                streaq.Map(Patient, (int _, TaskContext context) =>
                {
                    runs.Add(context.Attempt);
                    return runs.Count < 5 ? throw new StreaqSnoozeException(TimeSpan.Zero) : runs.Count;
                }).WithMaxAttempts(1);
            },
            onRedis ? redis.Server.ConnectionString : null);

        var handle = await host.Client.EnqueueAsync(Patient, 1);

        Assert.Equal(5, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal([1, 1, 1, 1, 1], runs);
        Assert.Equal(1, (await handle.ReportAsync()).Attempts);
        Assert.Empty(await host.Client.DeadLetters.ListAsync());
    }

    [Fact]
    public async Task Snooze_ForSomeTime_ParksTheTaskForThatTime()
    {
        var time = new FakeTime();
        var delay = TimeSpan.FromSeconds(17);
        var snoozed = false;
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1));
                streaq.Map(Patient, int (int x) => snoozed ? x : throw Snooze());
            },
            services: services => services.AddClock(time));

        var handle = await host.Client.EnqueueAsync(Patient, 7);

        await time.TimerSetAsync(due => due == delay).WaitAsync(QueueHost.Patience);
        var report = await handle.ReportAsync();
        Assert.Equal((TaskState.Scheduled, time.GetUtcNow() + delay), (report.State, report.DueAt));
        await time.PassAsync(delay);
        Assert.Equal(7, await handle.ResultAsync(QueueHost.Patience));

        StreaqSnoozeException Snooze()
        {
            snoozed = true;
            return new StreaqSnoozeException(delay);
        }
    }
}
