using Streaq.Chaos.Account;
using Streaq.Chaos.Faults;

namespace Streaq.Chaos.Tests;

/// <summary>An account that can't fail shows nothing. Each test has logs of something that must not happen.</summary>
public sealed class AccountTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, List<EffectLine>> _logs = [];
    private readonly List<Fault> _faults = [];

    [Fact]
    public void Attempt_AfterOneOfAKilledWorker_IsExplainedByTheKill()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Break(FaultKind.KillWorker, "w1", 1100);
        Say("w2", 'R', 4000, "w1-s a");
        Say("w2", 'B', 4001, "a 2 w2-s chaos.plain -");

        Assert.Equal([new(nameof(FaultKind.KillWorker), 1)], Duplicates().Explained);
    }

    /// <summary>The worker gave the task back, but its answer was lost, so it does not log that it left.</summary>
    [Fact]
    public void Attempt_AfterOneOfAReplacedWorkerThatSaysNothing_IsExplainedByTheReplacement()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Break(FaultKind.ReplaceWorker, "w1", 1100);
        Say("w1", 'S', 1350, "a 1 w1-s lease_lost");
        Say("w2", 'B', 1400, "a 2 w2-s chaos.plain -");

        Assert.Equal([new(nameof(FaultKind.ReplaceWorker), 1)], Duplicates().Explained);
    }

    [Fact]
    public void Attempt_AfterOneOfAWorkerToWhichNothingHappened_IsUnexplained()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Break(FaultKind.KillWorker, "w3", 1100);
        Say("w2", 'B', 4001, "a 2 w2-s chaos.plain -");

        Assert.Single(Duplicates().Unexplained);
    }

    [Theory]
    [InlineData(FaultKind.RestartRedis, 1000, true)]
    [InlineData(FaultKind.RestartRedis, 60_000, false)]
    [InlineData(FaultKind.FlushScripts, 1000, false)]
    [InlineData(FaultKind.StepClock, 1000, false)]
    public void Attempt_AfterALostLease_IsExplainedByWhatCanBreakOneShortlyBefore(FaultKind kind, int before, bool explained)
    {
        Say("w1", 'B', 100_000, "a 1 w1-s chaos.plain -");
        Break(kind, process: null, 103_000 - before);
        Say("w1", 'L', 103_000, "w1-s");
        Say("w2", 'B', 103_001, "a 2 w2-s chaos.plain -");

        Assert.Equal(explained, Duplicates().Unexplained.Count == 0);
    }

    [Fact]
    public void Attempt_AfterARetry_IsPlanned()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.retrying -");
        Say("w1", 'S', 1001, "a 1 w1-s retry");
        Say("w2", 'B', 1100, "a 2 w2-s chaos.retrying -");

        Assert.Equal((1, 0), (Duplicates().PlannedRetries, Duplicates().Unexplained.Count));
    }

    [Fact]
    public void Outcome_StoredThoughAnotherWorkerHadTheNextAttempt_IsABreach()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Say("w2", 'B', 4001, "a 2 w2-s chaos.plain -");
        Say("w1", 'S', 4002, "a 1 w1-s success");

        Assert.Single(Breaches());
    }

    [Fact]
    public void Outcome_ThatWasRefused_IsNoBreach()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Say("w2", 'B', 4001, "a 2 w2-s chaos.plain -");
        Say("w1", 'S', 4002, "a 1 w1-s lease_lost");
        Say("w2", 'S', 4003, "a 2 w2-s success");

        Assert.Empty(Breaches());
    }

    [Fact]
    public void Outcomes_OfTwoWorkers_AreABreach()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Say("w1", 'S', 1001, "a 1 w1-s success");
        Say("w2", 'B', 1002, "a 1 w2-s chaos.plain -");
        Say("w2", 'S', 1003, "a 1 w2-s success");

        Assert.Single(Breaches());
    }

    [Theory]
    [InlineData("chaos.unique", 1)]
    [InlineData("chaos.limited", 0)]
    public void Attempts_OfTwoTasksWithOneKeyAtATime_AreABreachForUniqueOnes(string task, int breaches)
    {
        Say("w1", 'B', 1000, $"a 1 w1-s {task} k");
        Say("w2", 'B', 1010, $"b 1 w2-s {task} k");
        Say("w1", 'E', 1020, $"a 1 w1-s {task} k");
        Say("w2", 'E', 1030, $"b 1 w2-s {task} k");

        Assert.Equal(breaches, Breaches().Count());
    }

    [Fact]
    public void Attempts_OfOneReusedIdAtATime_AreABreach()
    {
        Say("w1", 'B', 1000, "a~2 1 w1-s chaos.reused a");
        Say("w2", 'B', 1010, "a~1r 1 w2-s chaos.reused a");
        Say("w1", 'E', 1020, "a~2 1 w1-s chaos.reused a");
        Say("w2", 'E', 1030, "a~1r 1 w2-s chaos.reused a");

        Assert.Single(Breaches());
    }

    [Fact]
    public void Slot_FiredTwice_IsABreach()
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.cron 12:00:00");
        Say("w2", 'B', 1010, "b 1 w2-s chaos.cron 12:00:00");

        Assert.Single(Breaches());
    }

    [Fact]
    public void Balance_WithOneForbiddenCase_DoesNotBalance()
    {
        var balance = new Balance();
        balance.MustBeNone("lost", []);
        Assert.True(balance.IsBalanced);

        balance.MustBeNone("lost twice", ["a"]);

        Assert.False(balance.IsBalanced);
    }

    private void Say(string process, char kind, long at, string words) =>
        (_logs.TryGetValue(process, out var lines) ? lines : _logs[process] = []).Add(new EffectLine(kind, at, words.Split(' ')));

    private void Break(FaultKind kind, string? process, long at) =>
        _faults.Add(new Fault(kind, process, DateTimeOffset.FromUnixTimeMilliseconds(at), DateTimeOffset.FromUnixTimeMilliseconds(at)));

    private Attempts Attempts() => new(_logs.Values.SelectMany(lines => lines));

    private Sessions Sessions() => new(_logs, [], _faults, Lease);

    private Duplicates Duplicates() => new(Attempts(), Sessions());

    private IEnumerable<string> Breaches() => Fences.Breaches(Attempts(), Sessions());
}
