namespace Streaq.Storage.Redis;

/// <summary>
/// Redis's clock as this process knows it: what Redis said last, and the time that has passed since. The wall clock of this
/// machine may be wrong, and may be set meanwhile.
/// </summary>
internal sealed class RedisClock
{
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly long _origin;
    private long _atOrigin;
    private bool _answered;

    public RedisClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _atOrigin = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks;
    }

    public long Now => (Volatile.Read(ref _atOrigin) + _time.GetElapsedTime(_origin).Ticks) / TimeSpan.TicksPerMillisecond;

    public long Timestamp => _time.GetTimestamp();

    /// <summary>How long ago that was (a <see cref="Timestamp"/>).</summary>
    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>Takes over Redis's answer to a call that began at <paramref name="sent"/> (a <see cref="Timestamp"/>).</summary>
    /// <remarks>
    /// Redis gave it somewhere between then and now. The first answer is taken for the middle. A later one corrects the offset only as far
    /// as it contradicts it, so a slow answer spoils nothing.
    /// </remarks>
    public void Learn(long redisNow, long sent)
    {
        var earliest = redisNow * TimeSpan.TicksPerMillisecond - _time.GetElapsedTime(_origin).Ticks;
        var latest = (redisNow + 1) * TimeSpan.TicksPerMillisecond - 1 - _time.GetElapsedTime(_origin, sent).Ticks;
        lock (_gate)
        {
            Volatile.Write(ref _atOrigin, _answered ? Math.Clamp(_atOrigin, earliest, latest) : earliest + (latest - earliest) / 2);
            _answered = true;
        }
    }
}
