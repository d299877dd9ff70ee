using Streaq.Execution;

namespace Streaq.Tests.Execution;

/// <summary>When a synchronous handler is trusted to return at once.</summary>
public sealed class QuickRunsTests
{
    private readonly QuickRuns _runs = new();

    [Fact]
    public void Handler_AtFirst_IsNotTrusted() => Assert.False(_runs.AreTheRule);

    [Fact]
    public void Handler_AfterEightQuickRuns_IsTrusted()
    {
        Add(QuickRuns.Enough - 1);
        Assert.False(_runs.AreTheRule);

        Add(1);
        Assert.True(_runs.AreTheRule);
    }

    [Fact]
    public void Handler_AfterOneSlowRun_HasToEarnItAgain()
    {
        Add(1_000);

        _runs.Add(QuickRuns.Limit + TimeSpan.FromTicks(1));
        Assert.False(_runs.AreTheRule);

        Add(QuickRuns.Enough);
        Assert.True(_runs.AreTheRule);
    }

    private void Add(int quick)
    {
        for (var i = 0; i < quick; i++)
        {
            _runs.Add(QuickRuns.Limit);
        }
    }
}
