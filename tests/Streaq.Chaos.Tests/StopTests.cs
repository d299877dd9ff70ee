using Streaq.Chaos.Account;

namespace Streaq.Chaos.Tests;

/// <summary>The account of processes that got a stop request fails when it should.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Some = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, List<EffectLine>> _logs = new() { ["w1"] = [], ["w2"] = [] };

    [Theory]
    [InlineData(900, 0)]
    [InlineData(1400, 0)]
    [InlineData(1600, 1)]
    public void Attempt_ThatBeginsAfterTheStop_IsNoted(long began, int cases)
    {
        Say("w1", 'H', 1000, "");
        Say("w1", 'B', began, "a 1 w1-s chaos.plain -");
        Say("w2", 'B', 5000, "b 1 w2-s chaos.plain -");

        Assert.Equal(cases, Stops.BegunAfter(_logs, Some).Count());
    }

    [Fact]
    public void Attempt_OfAProcessThatStoodStillMeanwhile_IsNotNoted()
    {
        Say("w1", 'H', 1000, "");
        Say("w1", 'P', 1590, "1010 1590");
        Say("w1", 'B', 1600, "a 1 w1-s chaos.plain -");

        Assert.Empty(Stops.BegunAfter(_logs, Some));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Attempt_AfterOneOfAWorkerThatLeftInOrder_HasTheSameNumber(int number, bool isRight)
    {
        Say("w1", 'B', 1000, "a 1 w1-s chaos.plain -");
        Say("w1", 'S', 1490, "a 1 w1-s lease_lost");
        Say("w1", 'G', 1500, "w1-s 1");
        Say("w2", 'B', 1600, $"a {number} w2-s chaos.plain -");

        var duplicates = new Duplicates(
            new Attempts(_logs.Values.SelectMany(lines => lines)), new Sessions(_logs, [], [], TimeSpan.FromSeconds(2)));

        Assert.Equal((isRight ? 1 : 0, isRight ? 0 : 1), (duplicates.GivenBack, duplicates.Counted.Count));
    }

    private void Say(string process, char kind, long at, string words) => _logs[process].Add(new EffectLine(kind, at, words.Split(' ')));
}
