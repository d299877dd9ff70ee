namespace Streaq.Storage.Redis;

/// <summary>
/// Redis's clock as this process knows it: what Redis said last, and the time that has passed since. The wall clock of this
/// machine may be wrong, and may be set meanwhile.
/// </summary>
internal sealed class RedisClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private long _atOrigin;

    public RedisClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _atOrigin = time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public long Now => Volatile.Read(ref _atOrigin) + (long)_time.GetElapsedTime(_origin).TotalMilliseconds;

    public long Timestamp => _time.GetTimestamp();

    /// <summary>How long ago that was (a <see cref="Timestamp"/>).</summary>
    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>Takes over Redis's answer to a call that began at <paramref name="sent"/> (a <see cref="Timestamp"/>).</summary>
    public void Learn(long redisNow, long sent)
    {
        var halfway = sent + (_time.GetTimestamp() - sent) / 2;
        Volatile.Write(ref _atOrigin, redisNow - (long)_time.GetElapsedTime(_origin, halfway).TotalMilliseconds);
    }
}
