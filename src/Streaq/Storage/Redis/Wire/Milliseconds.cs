namespace Streaq.Storage.Redis;

/// <summary>Converts times to whole milliseconds for scripts, rounded up.</summary>
internal static class Milliseconds
{
    public static long Of(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>0 stands for none.</summary>
    public static long OrZero(TimeSpan? time) => time is { } span ? Of(span) : 0;

    /// <summary>-1 stands for ever.</summary>
    public static long OrForEver(TimeSpan? ttl) => ttl is { } span ? Of(span) : -1;
}
