namespace Streaq.Tasks;

/// <summary>Unix milliseconds from the store. Other programs can write there, so any value may come.</summary>
internal static class UnixTime
{
    /// <summary>The last millisecond that <see cref="DateTimeOffset"/> knows.</summary>
    public const long Last = 253_402_300_799_999;

    /// <summary>The time; one that is none becomes the nearest that is.</summary>
    public static DateTimeOffset ToDateTimeOffset(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Clamp(milliseconds));

    /// <summary>The time; <see langword="null"/> for 0 and less, which stand for none.</summary>
    public static DateTimeOffset? OrNone(long? milliseconds) => milliseconds is > 0 ? ToDateTimeOffset(milliseconds.Value) : null;

    public static long Clamp(long milliseconds) => Math.Clamp(milliseconds, 0, Last);
}
