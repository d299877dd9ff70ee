namespace Streaq.Storage.Redis;

/// <summary>
/// Redis's clock as this process knows it: the time that Redis returned last, and the time that has passed since. The wall clock of this
/// machine may be wrong, and may be changed meanwhile.
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

    /// <summary>Returns the time that has passed since a <see cref="Timestamp"/>.</summary>
    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>Takes over the time in Redis's answer to a call begun at <paramref name="sent"/> (a <see cref="Timestamp"/>).</summary>
    /// <remarks>
    /// Redis read its clock somewhere between then and now. The first answer counts as the time in the middle. A later one corrects the
    /// offset only as far as it contradicts it, so a slow answer does no harm.
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
