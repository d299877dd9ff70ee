using System.Globalization;
using Streaq.Schedules;

namespace Streaq.Tests.Schedules;

public sealed class TimetableTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-03-01T10:07:12", "2026-03-01T10:15:00", "2026-03-01T10:30:00")]
    [InlineData("0 9 * * mon-fri", "2026-01-02T09:00:00", "2026-01-05T09:00:00", "2026-01-06T09:00:00")]
    [InlineData("0 0 1 jan,Jul *", "2026-01-01T00:00:00", "2026-07-01T00:00:00", "2027-01-01T00:00:00")]
    [InlineData("*/20 30 12 * * *", "2026-01-01T12:30:20", "2026-01-01T12:30:40", "2026-01-02T12:30:00")]
    [InlineData("  0\t3  * * *  ", "2026-01-01T00:00:00", "2026-01-01T03:00:00", "2026-01-02T03:00:00")]
    [InlineData("0 0 13 * fri", "2026-01-01T00:00:00", "2026-02-13T00:00:00", "2026-03-13T00:00:00")]
    [InlineData("0 12 29 2 mon", "2026-01-01T00:00:00", "2044-02-29T12:00:00", "2072-02-29T12:00:00")]
    [InlineData("0 9 * * 7", "2026-01-01T00:00:00", "2026-01-04T09:00:00", "2026-01-11T09:00:00")]
    [InlineData("0 0 * * 5-7", "2026-01-02T00:00:00", "2026-01-03T00:00:00", "2026-01-04T00:00:00")]
    [InlineData("0 0 L * *", "2026-01-01T00:00:00", "2026-01-31T00:00:00", "2026-02-28T00:00:00")]
    [InlineData("0 0 L-1 * *", "2026-01-01T00:00:00", "2026-01-30T00:00:00", "2026-02-27T00:00:00")]
    [InlineData("0 0 12 LW * *", "2026-01-01T00:00:00", "2026-01-30T12:00:00", "2026-02-27T12:00:00")]
    [InlineData("0 0 15w * *", "2026-01-01T00:00:00", "2026-01-15T00:00:00", "2026-02-16T00:00:00")]
    [InlineData("0 0 * * mon#1", "2026-01-01T00:00:00", "2026-01-05T00:00:00", "2026-02-02T00:00:00")]
    [InlineData("0 0 ? * friL", "2026-01-01T00:00:00", "2026-01-30T00:00:00", "2026-02-27T00:00:00")]
    [InlineData("0 0 13 * ?", "2026-01-01T00:00:00", "2026-01-13T00:00:00", "2026-02-13T00:00:00")]
    [InlineData("0 22-2 * * *", "2026-01-01T02:00:00", "2026-01-01T22:00:00", "2026-01-01T23:00:00")]
    [InlineData("50-10/10 * * * *", "2026-01-01T00:10:00", "2026-01-01T00:50:00", "2026-01-01T01:00:00")]
    [InlineData("0 0 1 nov-feb *", "2026-01-01T00:00:00", "2026-02-01T00:00:00", "2026-11-01T00:00:00")]
    [InlineData("0 0 * * fri-mon", "2026-01-04T00:00:00", "2026-01-05T00:00:00", "2026-01-09T00:00:00")]
    [InlineData("*/40 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:40:00", "2026-01-01T01:00:00")]
    [InlineData("@hourly", "2026-01-01T00:00:01", "2026-01-01T01:00:00", "2026-01-01T02:00:00")]
    [InlineData("@Daily", "2026-01-01T00:00:00", "2026-01-02T00:00:00", "2026-01-03T00:00:00")]
    [InlineData("@weekly", "2026-01-01T00:00:00", "2026-01-04T00:00:00", "2026-01-11T00:00:00")]
    [InlineData("@monthly", "2026-01-01T00:00:00", "2026-02-01T00:00:00", "2026-03-01T00:00:00")]
    [InlineData("@yearly", "2026-01-01T00:00:00", "2027-01-01T00:00:00", "2028-01-01T00:00:00")]
    [InlineData("@every 30s", "2026-01-01T00:00:00", "2026-01-01T00:00:30", "2026-01-01T00:01:00")]
    [InlineData("@every 5m", "2026-01-01T00:04:59", "2026-01-01T00:05:00", "2026-01-01T00:10:00")]
    [InlineData("@every 1h30m", "2026-01-01T00:00:00", "2026-01-01T01:30:00", "2026-01-01T03:00:00")]
    [InlineData("@every 1d", "2026-01-01T07:00:00", "2026-01-02T00:00:00", "2026-01-03T00:00:00")]
    public void Slots_OfAnExpression_MatchCron(string expression, string after, string first, string second)
    {
        Assert.Equal([Utc(first), Utc(second)], Slots(expression, timeZone: null, Utc(after), 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("0 0 0 * *")]
    [InlineData("0 0 * * noday")]
    [InlineData("-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/x * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("*/20,5 * * * *")]
    [InlineData("H * * * *")]
    [InlineData("0 0 * * 8")]
    [InlineData("0 0 * * monday")]
    [InlineData("0 0 * * L")]
    [InlineData("0 0 * * fri#6")]
    [InlineData("0 0 1,L * *")]
    [InlineData("0 0 1-5W * *")]
    [InlineData("*/60 * * * *")]
    [InlineData("*/999 * * * *")]
    [InlineData("30/40 * * * *")]
    [InlineData("0,10-15/6 * * * *")]
    [InlineData("*/90 * * * * *")]
    [InlineData("0 */24 * * *")]
    [InlineData("0 0 */31 * *")]
    [InlineData("0 0 1 */12 *")]
    [InlineData("0 0 * * */7")]
    [InlineData("0 0 * * mon-wed/3")]
    [InlineData("0 0 * * 7-3/2")]
    [InlineData("* * * * 1\0 and more")]
    [InlineData("0 0 L-30 2 *")]
    [InlineData("0 0 29W 2 sun")]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 apr,jun *")]
    [InlineData("@sometimes")]
    [InlineData("@daily 5")]
    [InlineData("@every_minute")]
    [InlineData("@every")]
    [InlineData("@every 0s")]
    [InlineData("@every -5s")]
    [InlineData("@every 30")]
    [InlineData("@every 1m1h")]
    [InlineData("@every 1.5h")]
    [InlineData("@every 366d")]
    [InlineData("@every 999999999999999999999d")]
    public void Expression_ThatMakesNoSense_IsRefusedByName(string expression)
    {
        var e = Assert.Throws<ArgumentException>(nameof(expression), () => Timetable.Parse(expression, timeZone: null));

        Assert.True(string.IsNullOrWhiteSpace(expression) || e.Message.Contains(expression), e.Message);
    }

    [Theory]
    [InlineData("* * * *", "five fields (minute, hour, day, month, weekday), six with seconds first")]
    [InlineData("0 24 * * *", "'24' is not a valid hour. Write 0 to 23")]
    [InlineData("0 0 * * monday", "A name is three letters long")]
    [InlineData("*/90 * * * *", "the step of '*/90' reaches no other minute. Write a step that does, '0' alone, or '@every' with a time such as 90m")]
    [InlineData("0 0 2/30 * *", "the step of '2/30' reaches no other day. Write a step that does, '2' alone")]
    [InlineData("0 0 * * 7-3/2", "in '7-3/2' write 0 for the Sunday")]
    [InlineData("0 0 30 2 *", "never fires")]
    public void Refusal_OfAnExpression_SaysWhatToWrite(string expression, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(nameof(expression), () => Timetable.Parse(expression, timeZone: null)).Message);

    [Theory]
    [InlineData("Europe/Nowhere")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public void TimeZone_ThatIsUnknown_IsRefusedByName(string timeZone) =>
        Assert.Throws<ArgumentException>(nameof(timeZone), () => Timetable.Parse("0 3 * * *", timeZone));

    [Theory]
    [InlineData("*/5 * * * *", "2026-01-01T00:00:00", "2026-01-01T00:17:00", "2026-01-01T00:15:00")]
    [InlineData("0 0 * * *", "2025-11-01T00:00:00", "2026-01-01T00:00:00", "2026-01-01T00:00:00")]
    [InlineData("* * 3 * * *", "2026-01-01T03:00:00", "2026-01-03T02:00:00", "2026-01-02T03:59:59")]
    [InlineData("0 0 29 2 *", "2020-02-29T00:00:00", "2026-01-01T00:00:00", "2024-02-29T00:00:00")]
    [InlineData("0 0 1 1 *", "2026-01-01T00:00:00", "2026-11-01T00:00:00", "2026-01-01T00:00:00")]
    [InlineData("@every 7s", "2025-01-01T00:00:02", "2026-01-01T00:00:13", "2026-01-01T00:00:07")]
    public void Latest_OfMissedSlots_IsTheLastUpToNow(string expression, string earliest, string now, string expected) =>
        Assert.Equal(Utc(expected), Time(Timetable.Parse(expression, timeZone: null).LatestUpTo(Milliseconds(Utc(now)), Milliseconds(Utc(earliest)))));

    internal static DateTime Utc(string time) => DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    internal static List<DateTime> Slots(string expression, string? timeZone, DateTime after, int count)
    {
        var timetable = Timetable.Parse(expression, timeZone);
        var slots = new List<DateTime>();
        for (var at = Milliseconds(after); slots.Count < count; slots.Add(Time(at)))
        {
            at = timetable.NextAfter(at)!.Value;
        }

        return slots;
    }

    internal static long Milliseconds(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    internal static DateTime Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
