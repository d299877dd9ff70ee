using Streaq.Chaos.Faults;

namespace Streaq.Chaos.Tests;

/// <summary>The seed determines the plan, and the plan has enough faults.</summary>
public sealed class FaultPlanTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Fact]
    public void Plan_OfTheSameSeed_IsTheSame() => Assert.Equal(FaultPlan.Make(7, Minute, Lease, 4), FaultPlan.Make(7, Minute, Lease, 4));

    [Fact]
    public void Plan_OfAnotherSeed_IsAnother() => Assert.NotEqual(FaultPlan.Make(7, Minute, Lease, 4), FaultPlan.Make(8, Minute, Lease, 4));

    [Fact]
    public void Plan_OfAMinute_HasTwentyKillsOrStopsAndThreeRestarts()
    {
        var plan = FaultPlan.Make(1, Minute, Lease, 4);

        Assert.True(plan.Count(fault => fault.Kind is FaultKind.KillWorker or FaultKind.StopWorker) >= 20);
        Assert.True(plan.Count(fault => fault.Kind is FaultKind.RestartRedis) >= 3);
        Assert.All(plan.Where(fault => fault.Kind is FaultKind.StopWorker), fault => Assert.True(fault.Length > Lease));
    }

    [Fact]
    public void Plan_OfAMinute_AsksEightWorkersToStop() =>
        Assert.Equal(8, FaultPlan.Make(1, Minute, Lease, 4).Count(fault => fault.Kind is FaultKind.ReplaceWorker));

    [Fact]
    public void Plan_OfAShortRun_HasEveryKind() =>
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultPlan.Make(1, TimeSpan.FromSeconds(5), Lease, 4).Select(fault => fault.Kind).Distinct().Order());
}
