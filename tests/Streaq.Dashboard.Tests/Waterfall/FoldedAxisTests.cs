using Streaq.Dashboard.Waterfall;

namespace Streaq.Dashboard.Tests.Waterfall;

public sealed class FoldedAxisTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Axis_OfShortWaits_IsToScale()
    {
        var axis = new FoldedAxis([Step("wait", 0, 100), Step("good", 100, 200)]);

        Assert.Empty(axis.Folded);
        Assert.Equal([0, 250, 500, 1000], new[] { 0, 50, 100, 200 }.Select(at => axis.At(At(at))));
    }

    [Fact]
    public void Axis_OfALongWait_DrawsItShort()
    {
        var axis = new FoldedAxis([Step("wait", 0, 3_600_000), Step("good", 3_600_000, 3_600_020)]);

        Assert.Equal((Start, At(3_600_000)), Assert.Single(axis.Folded));
        Assert.InRange(axis.At(At(3_600_000)), 200, 400);
        Assert.Equal(1000, axis.At(At(3_600_020)));
    }

    [Fact]
    public void Axis_OfAttemptsThatOverlap_CountsTheirTimeOnce()
    {
        var axis = new FoldedAxis([Step("bad", 0, 100), Step("good", 50, 150), Step("wait", 150, 300)]);

        Assert.Empty(axis.Folded);
        Assert.Equal(500, axis.At(At(150)));
    }

    [Fact]
    public void Axis_OfOnePoint_IsSafe()
    {
        var axis = new FoldedAxis([Step("point", 0, 0)]);

        Assert.Equal(0, axis.At(Start));
    }

    [Fact]
    public void Axis_OfWaitsAlone_IsToScale()
    {
        var axis = new FoldedAxis([Step("point", 0, 0), Step("wait", 0, 1_000)]);

        Assert.Empty(axis.Folded);
        Assert.Equal(500, axis.At(At(500)));
    }

    private static Step Step(string kind, int from, int to) => new(kind, kind, At(from), At(to));

    private static DateTimeOffset At(int milliseconds) => Start.AddMilliseconds(milliseconds);
}
