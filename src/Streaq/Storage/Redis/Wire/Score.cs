using System.Globalization;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Reads the score of a sorted set as a time. An infinite score or a fraction becomes the nearest time.</summary>
internal static class Score
{
    public static long Read(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score > 0
            ? score < UnixTime.Last ? (long)score : UnixTime.Last
            : text is "inf" ? UnixTime.Last : 0;
}
