namespace Streaq.Tasks;

/// <summary>Converts Unix milliseconds from the store. Other programs can write there, so any number is possible.</summary>
internal static class UnixTime
{
    /// <summary>The last millisecond that <see cref="DateTimeOffset"/> can hold.</summary>
    public const long Last = 253_402_300_799_999;

    /// <summary>Converts the milliseconds to a time. A number out of range becomes the nearest valid time.</summary>
    public static DateTimeOffset ToDateTimeOffset(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Clamp(milliseconds));

    /// <summary>Converts the milliseconds to a time; <see langword="null"/> for 0 and less, which mean no time.</summary>
    public static DateTimeOffset? OrNone(long? milliseconds) => milliseconds is > 0 ? ToDateTimeOffset(milliseconds.Value) : null;

    public static long Clamp(long milliseconds) => Math.Clamp(milliseconds, 0, Last);
}
