namespace Streaq.Storage.Redis;

/// <summary>Redis's clock as this process knows it: its own, corrected by what Redis said last.</summary>
internal sealed class RedisClock(TimeProvider time)
{
    private long _offset;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds() + Volatile.Read(ref _offset);

    /// <summary>Takes over Redis's answer to a call that began at <paramref name="sent"/> (a <see cref="TimeProvider.GetTimestamp"/>).</summary>
    public void Learn(long redisNow, long sent)
    {
        var halfway = time.GetElapsedTime(sent).TotalMilliseconds / 2;
        Volatile.Write(ref _offset, redisNow + (long)halfway - time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public long Timestamp => time.GetTimestamp();
}
