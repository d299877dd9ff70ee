using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class AttemptCountsTests
{
    [Fact]
    public void Counts_AsText_AreReadAndAddedUp()
    {
        var counts = new AttemptCounts();
        counts.Add(TaskOutcome.Success, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(700));
        counts.Add(TaskOutcome.Timeout, TimeSpan.FromDays(1), TimeSpan.Zero);
        counts.Add(TaskOutcome.Retry, TimeSpan.FromMicroseconds(50), TimeSpan.Zero);
        Assert.Equal("s=1 f=1 r=1 D=86400003050 W=700000 d0=1 d2=1 d25=1 w0=2 w10=1", counts.ToString());

        var twice = new AttemptCounts();
        twice.Add(counts.ToString());
        twice.Add(counts);

        Assert.Equal("s=2 f=2 r=2 D=172800006100 W=1400000 d0=2 d2=2 d25=2 w0=4 w10=2", twice.ToString());
        var read = twice.ToStatistics();
        Assert.Equal((2, 2, 2, 6), (read.Succeeded, read.Failed, read.Retried, read.Count));
        Assert.Equal((6, 6), (read.Duration.Count, read.Wait.Count));
        Assert.Equal((2, 2, 2), (read.Duration.Counts[0], read.Duration.Counts[2], read.Duration.Counts[25]));
        Assert.Equal(TimeSpan.FromMilliseconds(1_400), read.Wait.Sum);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("s= =1 s=-1 s=x d=1 d26=1 d99999999999=1 w-1=1 z=9")]
    public void Counts_OfInvalidText_AreEmpty(string text)
    {
        var counts = new AttemptCounts();

        counts.Add(text);

        Assert.Equal("", counts.ToString());
    }

    [Fact]
    public void Counts_BeyondTheLongestTimeSpan_CanBeShown()
    {
        var counts = new AttemptCounts();

        counts.Add($"D={long.MaxValue}");

        Assert.True(counts.ToStatistics().Duration.Sum > TimeSpan.FromDays(10_000));
    }
}
