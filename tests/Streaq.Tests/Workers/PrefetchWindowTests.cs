using Streaq.Workers;

namespace Streaq.Tests.Workers;

public sealed class PrefetchWindowTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Size_BeforeAnyTaskEnded_IsZero()
    {
        var window = new PrefetchWindow(256, _time);
        _time.Advance(PrefetchWindow.Horizon);

        window.Update(finished: 0);

        Assert.Equal(0, window.Size);
    }

    [Theory]
    [InlineData(10, 20, 20)]
    [InlineData(1, 20, 200)]
    [InlineData(100, 20, 2)]
    [InlineData(1_000, 20, 0)]
    [InlineData(1, 1_000, 256)]
    public void Size_FollowsWhatEndsWithinItsHorizon(int milliseconds, int finished, int size)
    {
        var window = new PrefetchWindow(256, _time);
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        window.Update(finished);

        Assert.Equal(size, window.Size);
    }

    [Fact]
    public void Size_AfterAPause_ShrinksByHalfAtATime()
    {
        var window = new PrefetchWindow(256, _time);
        _time.Advance(PrefetchWindow.Horizon);
        window.Update(finished: 100);
        var sizes = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            window.Update(finished: 100);
            sizes.Add(window.Size);
        }

        Assert.Equal([50, 25, 12, 6, 3, 1, 0, 0], sizes);
    }

    [Fact]
    public void Size_OfZeroAtMost_StaysZero()
    {
        var window = new PrefetchWindow(0, _time);
        _time.Advance(PrefetchWindow.Horizon);

        window.Update(finished: 1_000);

        Assert.Equal(0, window.Size);
    }

    [Fact]
    public void Size_WithoutTimeBetween_IsWhatEnded()
    {
        var window = new PrefetchWindow(256, _time);

        window.Update(finished: 7);

        Assert.Equal(7, window.Size);
    }
}
