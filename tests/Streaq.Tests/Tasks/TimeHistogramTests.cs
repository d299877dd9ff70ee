using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class TimeHistogramTests
{
    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1, 0)]
    [InlineData(1.0001, 1)]
    [InlineData(2, 1)]
    [InlineData(2.5, 2)]
    [InlineData(4, 2)]
    [InlineData(1_000, 10)]
    [InlineData(1_024, 10)]
    [InlineData(1_025, 11)]
    [InlineData(16_777_216, 24)]
    [InlineData(16_777_217, 25)]
    [InlineData(1e12, 25)]
    public void Time_IsCountedAtTheFirstBoundThatIsNotBelowIt(double milliseconds, int place)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Equal(place, TimeHistogram.PlaceOf(time));
        Assert.True(place == 25 || time <= TimeHistogram.UpperBounds[place]);
        Assert.True(place == 0 || time > TimeHistogram.UpperBounds[place - 1]);
    }

    [Fact]
    public void Percentile_OfManyTimes_LiesBetweenTheirBounds()
    {
        var counts = new AttemptCounts();
        for (var i = 1; i <= 1_000; i++)
        {
            counts.Add(TaskOutcome.Success, TimeSpan.FromMilliseconds(i), TimeSpan.Zero);
        }

        var times = counts.ToStatistics().Duration;

        Assert.Equal((1_000, TimeSpan.FromMilliseconds(500_500), TimeSpan.FromMilliseconds(500.5)), (times.Count, times.Sum, times.Mean));
        Assert.InRange(times.Percentile(0.5)!.Value.TotalMilliseconds, 450, 550);
        Assert.InRange(times.Percentile(0.95)!.Value.TotalMilliseconds, 900, 1_024);
        Assert.Equal(TimeSpan.FromMilliseconds(1_024), times.Percentile(1));
    }

    [Fact]
    public void Percentile_OfNoTimes_IsNull()
    {
        var times = new AttemptCounts().ToStatistics().Duration;

        Assert.Equal((null, null), (times.Percentile(0.5), times.Mean));
    }

    [Fact]
    public void Percentile_OfTimesAboveTheLastBound_IsThatBound()
    {
        var counts = new AttemptCounts();
        counts.Add(TaskOutcome.Failure, TimeSpan.FromDays(2), TimeSpan.FromDays(2));

        Assert.Equal(TimeHistogram.UpperBounds[^1], counts.ToStatistics().Wait.Percentile(0.5));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Percentile_OutOfRange_IsRefused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttemptCounts().ToStatistics().Wait.Percentile(share));
}
