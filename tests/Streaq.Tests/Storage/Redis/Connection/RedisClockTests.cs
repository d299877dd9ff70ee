using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The time of Redis in a process whose own clock may be wrong.</summary>
public sealed class RedisClockTests
{
    private readonly SteppedTime _time = new();

    [Fact]
    public void Now_AfterTheClockOfTheMachineWasSet_GoesOnAsBefore()
    {
        var clock = new RedisClock(_time);
        clock.Learn(1_000_000, clock.Timestamp);
        _time.Pass(TimeSpan.FromSeconds(3));

        _time.Step(TimeSpan.FromHours(1));

        Assert.Equal(1_003_000, clock.Now);
    }

    [Fact]
    public void Now_AfterAnAnswer_CountsHalfOfItsWay()
    {
        var clock = new RedisClock(_time);
        var sent = clock.Timestamp;
        _time.Pass(TimeSpan.FromMilliseconds(200));

        clock.Learn(1_000_000, sent);

        Assert.Equal(1_000_100, clock.Now);
    }

    [Fact]
    public void Now_AfterAnAnswerThatWasLongUnderWay_StaysAsItWas()
    {
        var clock = new RedisClock(_time);
        clock.Learn(1_000_000, clock.Timestamp);
        var sent = clock.Timestamp;
        _time.Pass(TimeSpan.FromSeconds(3));

        clock.Learn(1_000_001, sent);

        Assert.Equal(1_003_000, clock.Now);
    }

    /// <summary>Redis answered a call that began now, or that ends now.</summary>
    [Theory]
    [InlineData(1_000_500, 1_000_510)]
    [InlineData(999_500, 999_510)]
    public void Now_AfterAnAnswerThatContradictsIt_IsCorrected(long redisNow, long latest)
    {
        var clock = new RedisClock(_time);
        clock.Learn(1_000_000, clock.Timestamp);
        var sent = clock.Timestamp;
        _time.Pass(TimeSpan.FromMilliseconds(10));

        clock.Learn(redisNow, sent);

        Assert.InRange(clock.Now, redisNow, latest);
    }

    [Fact]
    public void Now_BeforeAnyAnswer_IsTheMachines() => Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), new RedisClock(_time).Now);

    /// <summary>A wall clock that is set while the machine runs.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _passed;
        private TimeSpan _step;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _passed += time.Ticks;

        public void Step(TimeSpan by) => _step += by;

        public override long GetTimestamp() => _passed;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(_passed) + _step;
    }
}
