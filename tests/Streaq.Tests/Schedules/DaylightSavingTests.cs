using System.Globalization;
using static Streaq.Tests.Schedules.TimetableTests;

namespace Streaq.Tests.Schedules;

/// <summary>Slots when the clocks change: a time of day fires once, and none is lost. Instants are in UTC, with the offset shown.</summary>
public sealed class DaylightSavingTests
{
    private const string Berlin = "Europe/Berlin";
    private const string NewYork = "America/New_York";
    private const string LordHowe = "Australia/Lord_Howe";

    /// <summary>Berlin: 2026-03-29 02:00 → 03:00. New York: 2026-03-08 02:00 → 03:00. Lord Howe: 2026-10-04 02:00 → 02:30.</summary>
    [Theory]
    [InlineData(Berlin, "30 2 * * *", "2026-03-28T12:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00")]
    [InlineData(Berlin, "0 2 * * *", "2026-03-28T12:00", "2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00")]
    [InlineData(Berlin, "0 3 * * *", "2026-03-28T12:00", "2026-03-29T03:00+02:00", "2026-03-30T03:00+02:00")]
    [InlineData(Berlin, "30 * * * *", "2026-03-29T00:00", "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00")]
    [InlineData(Berlin, "*/20 2-3 * * *", "2026-03-29T00:00", "2026-03-29T03:00+02:00", "2026-03-29T03:20+02:00", "2026-03-29T03:40+02:00", "2026-03-30T02:00+02:00")]
    [InlineData(Berlin, "0 */2 * * *", "2026-03-28T22:30", "2026-03-29T00:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00")]
    [InlineData(NewYork, "30 * * * *", "2026-03-08T06:00", "2026-03-08T01:30-05:00", "2026-03-08T03:00-04:00", "2026-03-08T03:30-04:00")]
    [InlineData(NewYork, "30 2 * * *", "2026-03-07T12:00", "2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00")]
    [InlineData(NewYork, "0 30 2 * * *", "2026-03-07T12:00", "2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00")]
    [InlineData(LordHowe, "15 2 * * *", "2026-10-03T00:00", "2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00")]
    [InlineData(LordHowe, "30 2 * * *", "2026-10-03T00:00", "2026-10-04T02:30+11:00", "2026-10-05T02:30+11:00")]
    public void Slot_InsideTheGap_FiresAtTheFirstInstantAfterIt(string zone, string expression, string after, params string[] expected) =>
        AssertSlots(zone, expression, after, expected);

    /// <summary>Berlin: 2026-10-25 03:00 → 02:00. New York: 2026-11-01 02:00 → 01:00. Lord Howe: 2026-04-05 02:00 → 01:30.</summary>
    [Theory]
    [InlineData(Berlin, "30 2 * * *", "2026-10-24T12:00", "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00")]
    [InlineData(Berlin, "0 2 * * *", "2026-10-24T12:00", "2026-10-25T02:00+02:00", "2026-10-26T02:00+01:00")]
    [InlineData(Berlin, "0 3 * * *", "2026-10-24T12:00", "2026-10-25T03:00+01:00", "2026-10-26T03:00+01:00")]
    [InlineData(Berlin, "0 1,2,3 * * *", "2026-10-24T12:00", "2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T03:00+01:00")]
    [InlineData(Berlin, "15,45 0 2 * * *", "2026-10-24T12:00", "2026-10-25T02:00:15+02:00", "2026-10-25T02:00:45+02:00", "2026-10-26T02:00:15+01:00")]
    [InlineData(NewYork, "30 1 * * *", "2026-10-31T12:00", "2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00")]
    [InlineData(LordHowe, "45 1 * * *", "2026-04-04T00:00", "2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30")]
    [InlineData(LordHowe, "0 2 * * *", "2026-04-04T00:00", "2026-04-05T02:00+10:30", "2026-04-06T02:00+10:30")]
    public void TimeOfDay_ThatComesTwice_FiresTheFirstTime(string zone, string expression, string after, params string[] expected) =>
        AssertSlots(zone, expression, after, expected);

    /// <summary>A star, a range or a step makes an interval, which goes on in the second pass of the hour.</summary>
    [Theory]
    [InlineData(Berlin, "*/30 2 * * *", "2026-10-24T12:00", "2026-10-25T02:00+02:00", "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00", "2026-10-26T02:00+01:00")]
    [InlineData(Berlin, "0 */2 * * *", "2026-10-24T22:30", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T04:00+01:00")]
    [InlineData(Berlin, "0 1-3 * * *", "2026-10-24T12:00", "2026-10-25T01:00+02:00", "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00")]
    [InlineData(Berlin, "*/30 15 2 * * *", "2026-10-25T00:15", "2026-10-25T02:15:30+02:00", "2026-10-25T02:15:00+01:00", "2026-10-25T02:15:30+01:00", "2026-10-26T02:15:00+01:00")]
    [InlineData(NewYork, "0 1-5 * * *", "2026-10-31T12:00", "2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00", "2026-11-01T02:00-05:00")]
    [InlineData(LordHowe, "*/30 1 * * *", "2026-04-04T00:00", "2026-04-05T01:00+11:00", "2026-04-05T01:30+11:00", "2026-04-05T01:30+10:30", "2026-04-06T01:00+10:30")]
    public void Range_ThatComesTwice_FiresBothTimes(string zone, string expression, string after, params string[] expected) =>
        AssertSlots(zone, expression, after, expected);

    /// <summary>For a worker that starts in the repeated hour, the slot is in the past.</summary>
    [Theory]
    [InlineData(Berlin, "30 2 * * *", "2026-10-25T01:10", "2026-10-26T02:30+01:00")]
    [InlineData(Berlin, "30 2 * * *", "2026-10-25T00:45", "2026-10-26T02:30+01:00")]
    [InlineData(NewYork, "30 1 * * *", "2026-11-01T06:00", "2026-11-02T01:30-05:00")]
    [InlineData(LordHowe, "45 1 * * *", "2026-04-04T15:05", "2026-04-06T01:45+10:30")]
    public void TimeOfDay_LookedForInTheRepeatedHour_IsTheNextDays(string zone, string expression, string after, params string[] expected) =>
        AssertSlots(zone, expression, after, expected);

    [Theory]
    [InlineData(Berlin, "*/5 * * * *", 5, "2026-03-28T22:00")]
    [InlineData(Berlin, "*/5 * * * *", 5, "2026-10-24T22:00")]
    [InlineData(Berlin, "30 * * * *", 60, "2026-10-24T20:30")]
    [InlineData(Berlin, "@hourly", 60, "2026-03-28T20:00")]
    [InlineData(Berlin, "0 */10 * * * *", 10, "2026-10-24T22:00")]
    [InlineData(NewYork, "*/15 * * * *", 15, "2026-03-08T04:00")]
    [InlineData(NewYork, "*/15 * * * *", 15, "2026-11-01T03:00")]
    [InlineData(NewYork, "0 0-23 * * *", 60, "2026-11-01T00:00")]
    [InlineData(LordHowe, "*/10 * * * *", 10, "2026-10-03T13:00")]
    [InlineData(LordHowe, "*/10 * * * *", 10, "2026-04-04T13:00")]
    [InlineData(LordHowe, "@every 1h30m", 90, "2026-04-04T12:00")]
    public void Interval_AcrossAChange_StaysEven(string zone, string expression, int minutes, string after)
    {
        var begin = Utc(after);

        Assert.Equal(Enumerable.Range(1, 8).Select(i => begin + i * TimeSpan.FromMinutes(minutes)), Slots(expression, zone, begin, 8));
    }

    /// <summary>A change of half an hour always shifts the hourly interval. No pause is longer than necessary.</summary>
    [Theory]
    [InlineData("0 * * * *", "2026-10-03T14:00", "2026-10-04T01:00+10:30", "2026-10-04T02:30+11:00", "2026-10-04T03:00+11:00")]
    [InlineData("15 * * * *", "2026-10-03T14:00", "2026-10-04T01:15+10:30", "2026-10-04T02:30+11:00", "2026-10-04T03:15+11:00")]
    [InlineData("30 * * * *", "2026-10-03T14:30", "2026-10-04T01:30+10:30", "2026-10-04T02:30+11:00", "2026-10-04T03:30+11:00")]
    [InlineData("45 * * * *", "2026-04-04T14:00", "2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30", "2026-04-05T02:45+10:30")]
    public void HourlyInterval_AcrossAChangeOfHalfAnHour_HasNoLongerPause(string expression, string after, params string[] expected) =>
        AssertSlots(LordHowe, expression, after, expected);

    /// <summary>Dublin: 2026-03-29 01:00 → 02:00, to a summer time that is the standard one. Cronos alone goes back in time here.</summary>
    [Theory]
    [InlineData("30 1 * * *", "2026-03-28T12:00", "2026-03-29T02:00+01:00", "2026-03-30T01:30+01:00")]
    [InlineData("*/30 * * * *", "2026-03-29T00:00", "2026-03-29T00:30+00:00", "2026-03-29T02:00+01:00", "2026-03-29T02:30+01:00")]
    [InlineData("30 1 * * *", "2026-10-24T12:00", "2026-10-25T01:30+01:00", "2026-10-26T01:30+00:00")]
    [InlineData("30 1-5 * * *", "2026-10-24T12:00", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00", "2026-10-25T02:30+00:00")]
    public void Slot_WhereWinterTimeIsTheException_FiresAsElsewhere(string expression, string after, params string[] expected) =>
        AssertSlots("Europe/Dublin", expression, after, expected);

    /// <summary>The island skipped a whole day, 2011-12-30.</summary>
    [Fact]
    public void TimeOfDay_OnADayLeftOut_FiresAtItsEnd() =>
        AssertSlots("Pacific/Apia", "0 12 * * *", "2011-12-29T20:00", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T12:00+14:00");

    /// <summary>A year of every time zone: one slot per local day, at the first instant at which the clock has reached the time.</summary>
    [Fact]
    public void TimeOfDay_InEveryZone_FiresOnceADay()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var slots = Slots("30 1 * * *", zone.Id, Utc("2026-01-01T12:00"), 365);

            Assert.Equal(365, slots.Select(slot => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(slot, zone))).Distinct().Count());
            Assert.All(slots, slot =>
            {
                var (before, at) = (TimeZoneInfo.ConvertTimeFromUtc(slot.AddSeconds(-1), zone), TimeZoneInfo.ConvertTimeFromUtc(slot, zone));
                Assert.True(before < at.Date.AddMinutes(90) && at >= at.Date.AddMinutes(90), $"{zone.Id} {slot:O}");
            });
        }
    }

    private static void AssertSlots(string zone, string expression, string after, params string[] expected) => Assert.Equal(
        expected.Select(time => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcDateTime),
        Slots(expression, zone, Utc(after), expected.Length));
}
