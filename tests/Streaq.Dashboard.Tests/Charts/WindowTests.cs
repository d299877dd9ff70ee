using System.Text.RegularExpressions;
using Streaq.Dashboard.Charts;

namespace Streaq.Dashboard.Tests.Charts;

public sealed partial class WindowTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1h", 1, 61, 61, "Attempts per minute, 1 at most")]
    [InlineData("8h", 1, 490, 62, "Attempts per 8 minutes, 8 at most")]
    [InlineData("8h", 10, 49, 49, "Attempts per 10 minutes, 1 at most")]
    [InlineData("72h", 60, 73, 73, "Attempts per hour, 1 at most")]
    public void Columns_OfAWindow_AreAsLongAsTheCaptionSays(string name, int slotMinutes, int slots, int columns, string caption)
    {
        var window = Window.Find(name);
        var statistics = Statistics(TimeSpan.FromMinutes(slotMinutes), slots);

        Assert.Equal(columns, window.Columns(statistics).Count);
        Assert.Equal(slots, window.Columns(statistics).Sum(column => column.Count));
        Assert.Contains(caption, window.Draw(statistics).ToString());
        Assert.Equal(columns, Bar().Count(window.Draw(statistics).ToString()));
    }

    private static QueueStatistics Statistics(TimeSpan length, int slots)
    {
        var one = new AttemptStatistics(1, 0, 0, Times(), Times());
        return new QueueStatistics
        {
            From = At,
            Until = At + slots * length,
            SlotLength = length,
            Slots = [.. Enumerable.Range(0, slots).Select(i => new StatisticsSlot(At + i * length, one))],
            Total = one,
            Tasks = [],
        };
    }

    private static TimeHistogram Times() => new([1, .. new long[TimeHistogram.UpperBounds.Count]], TimeSpan.FromMilliseconds(1));

    [GeneratedRegex("<rect class=\"good\"", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Bar();
}
