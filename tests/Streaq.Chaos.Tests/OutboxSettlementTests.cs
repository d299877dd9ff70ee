using Streaq.Chaos.Account;
using Streaq.Chaos.Outbox;
using Streaq.Chaos.Outbox.Account;
using Streaq.Chaos.Outbox.Faults;

namespace Streaq.Chaos.Tests;

/// <summary>The account of a trial of the outbox fails when it should.</summary>
public sealed class OutboxSettlementTests
{
    private static readonly OutboxEvidence Sound = new(
        [new Sale { Id = "a", Effects = 2 }],
        [Of("a", 0), Of("a", 1)],
        [new SaleLine(SaleLine.Committed, ["a"]), new SaleLine(SaleLine.RolledBack, ["b"])]);

    public static TheoryData<string> Breaches => [.. Broken.Keys];

    private static Dictionary<string, OutboxEvidence> Broken => new(StringComparer.Ordinal)
    {
        ["committed effects that are missing"] = Sound with { Effects = [Of("a", 0)] },
        ["effects that are there more than once"] = Sound with { Effects = [.. Sound.Effects, Of("a", 1)] },
        ["effects of what was not committed"] = Sound with { Effects = [.. Sound.Effects, Of("b", 0)] },
        ["rolled back sales that are there"] = Sound with { Sales = [.. Sound.Sales, new Sale { Id = "b" }] },
        ["committed sales that are not there"] = Sound with { Lines = [.. Sound.Lines, new SaleLine(SaleLine.Committed, ["c"])] },
        ["rows left in the outbox"] = Sound with { Left = ["task waits"] },
        ["dead letters"] = Sound with { DeadLetters = ["task"] },
        ["calls that threw what they must not"] = Sound with { Lines = [.. Sound.Lines, new SaleLine(SaleLine.Startled, ["c", "why"])] },
        ["processes that ended by themselves"] = Sound with { Crashed = ["one"] },
        ["processes that did not stop"] = Sound with { Stubborn = ["one"] },
    };

    [Fact]
    public void Account_OfASoundTrial_Balances() => Assert.True(OutboxSettlement.Of(Sound).IsBalanced);

    [Theory]
    [MemberData(nameof(Breaches))]
    public void Account_OfABreach_DoesNotBalanceAndNamesIt(string breach)
    {
        var balance = OutboxSettlement.Of(Broken[breach]);

        using var output = new StringWriter();
        balance.WriteTo(output);
        Assert.False(balance.IsBalanced);
        Assert.Contains($"\n{breach}:", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfASeed_HasEachKindAndIsAlwaysTheSame()
    {
        var plan = OutboxFaultPlan.Make(3, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2));

        Assert.Equal(plan, OutboxFaultPlan.Make(3, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2)));
        Assert.Equal(Enum.GetValues<OutboxFaultKind>(), plan.Select(fault => fault.Kind).Distinct().Order());
        Assert.All(plan, fault => Assert.InRange(fault.At, TimeSpan.Zero, TimeSpan.FromSeconds(60)));
    }

    private static Effect Of(string sale, int number) => new() { SaleId = sale, Number = number };
}
