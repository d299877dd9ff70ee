using System.Globalization;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>The score of a sorted set as a time: of what else may stand there, infinite or a fraction, the nearest time.</summary>
internal static class Score
{
    public static long Read(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) && score > 0
            ? score < UnixTime.Last ? (long)score : UnixTime.Last
            : text is "inf" ? UnixTime.Last : 0;
}
