namespace Streaq.Testing.Tests;

/// <summary>A clock that moves only when it is told to.</summary>
public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero));
    private readonly List<(string Name, TimeSpan At)> _fired = [];
    private readonly DateTimeOffset _start;

    public ManualTimeProviderTests() => _start = _time.GetUtcNow();

    [Fact]
    public void Clock_Told_MovesByThatMuch()
    {
        var began = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(TimeSpan.FromMinutes(3), _time.GetUtcNow() - _start);
        Assert.Equal(TimeSpan.FromMinutes(3), _time.GetElapsedTime(began));
        Assert.Equal(2000, new ManualTimeProvider().GetUtcNow().Year);
        Assert.Throws<ArgumentOutOfRangeException>("by", () => _time.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_FireInTheirOrderAtTheirTimes()
    {
        using var late = Timer("late", 10, period: null);
        using var often = Timer("often", 4, period: 4);
        using var now = Timer("now", 0, period: null);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([("now", 0), ("often", 4), ("often", 8), ("late", 10)], _fired.Select(fired => (fired.Name, (int)fired.At.TotalSeconds)));
    }

    [Fact]
    public void Timer_StoppedOrChangedOrDisposed_FiresAccordingly()
    {
        using var stopped = Timer("stopped", 1, period: 1);
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var changed = Timer("changed", 1, period: null);
        changed.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        Timer("disposed", 1, period: 1).Dispose();

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([("changed", TimeSpan.FromSeconds(5))], _fired);
    }

    [Fact]
    public void Timer_SetByATimer_FiresInTheSameMove()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer("second", 2, period: null), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([("second", TimeSpan.FromSeconds(3))], _fired);
        second!.Dispose();
    }

    [Fact]
    public async Task Delays_AndTokens_FollowTheClock()
    {
        using var token = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _time);
        Assert.False(delay.IsCompleted || token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(5));

        await delay;
        Assert.True(token.IsCancellationRequested);
    }

    private ITimer Timer(string name, int due, int? period) => _time.CreateTimer(
        _ => _fired.Add((name, _time.GetUtcNow() - _start)), null, TimeSpan.FromSeconds(due), period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
}
