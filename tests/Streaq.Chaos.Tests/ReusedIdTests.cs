using Streaq.Chaos.Account;
using Streaq.Chaos.Producers;

namespace Streaq.Chaos.Tests;

/// <summary>The account of ids that several tasks have one after the other fails when it should.</summary>
public sealed class ReusedIdTests
{
    private readonly ReplayBook _book = new();
    private readonly List<EffectLine> _lines = [];

    [Fact]
    public void Life_WhoseHandlerNeverEnds_IsLost()
    {
        _book.Acknowledge("a~1");
        _book.Acknowledge("a~2");
        _book.Acknowledge("a~1r");
        Run("a~1", 1000, 1010);
        Say('B', 1020, "a~1r");

        Assert.Equal(["a~2", "a~1r"], Lives.Lost(_book, Attempts()));
    }

    [Theory]
    [InlineData(1990, true)]
    [InlineData(2010, false)]
    public void Replay_BeforeTheTaskWithItsIdHasEnded_IsTooEarly(int ended, bool isRight)
    {
        _book.Replay(new DoneReplay("a", "a~2", AnsweredAt: 2000));
        Run("a~2", 1000, ended);

        Assert.Equal(isRight, !Lives.TooEarly(_book, Attempts()).Any());
    }

    [Fact]
    public void Replay_OfAnIdWhoseTaskNeverRan_IsTooEarly()
    {
        _book.Replay(new DoneReplay("a", "a~2", AnsweredAt: 2000));

        Assert.Single(Lives.TooEarly(_book, Attempts()));
    }

    private void Run(string life, long began, long ended)
    {
        Say('B', began, life);
        Say('E', ended, life);
    }

    private void Say(char kind, long at, string life) => _lines.Add(new EffectLine(kind, at, [life, "1", "w1-s", "chaos.reused", "a"]));

    private Attempts Attempts() => new(_lines);
}
