using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Charts;

/// <summary>The time that charts show, up to now.</summary>
/// <param name="Name">The name in addresses.</param>
/// <param name="Word">The text on the page.</param>
/// <param name="Length">The length of the window.</param>
/// <param name="Column">The time of one column of the chart, unless a slot is longer.</param>
internal sealed record Window(string Name, string Word, TimeSpan Length, TimeSpan Column)
{
    public static readonly Window Hour = new("1h", "1 hour", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    private static readonly Window[] All =
    [
        Hour,
        new("8h", "8 hours", TimeSpan.FromHours(8), TimeSpan.FromMinutes(8)),
        new("72h", "3 days", TimeSpan.FromDays(3), TimeSpan.FromHours(1)),
    ];

    public static Window Of(Visit visit) => Find(visit.Query("window"));

    /// <returns>The window of that name; an hour for any other name.</returns>
    public static Window Find(string? name) =>
        Array.Find(All, window => string.Equals(window.Name, name, StringComparison.Ordinal)) ?? Hour;

    public Task<Seen<QueueStatistics>> AskAsync(Visit visit, BoardQueue queue, string? task = null) => visit.Board.Snapshots.ReadAsync(
        queue, $"statistics {Name} {task}", (client, cancellation) => client.StatisticsAsync(Length, task, cancellation));

    /// <param name="address">The address of the page without its query.</param>
    public Html Tabs(string address) => Html.Of($"""
        <nav class="tabs" aria-label="Window"><ul>{Html.Join(All.Select(window => Frame.Tab(
            $"{address}?window={window.Name}", window.Word, window == this)))}</ul></nav>
        """);

    public IReadOnlyList<Column> Columns(QueueStatistics statistics) => Charts.Column.From(statistics, LengthIn(statistics));

    public Html Draw(QueueStatistics statistics)
    {
        if (statistics.Total.Count == 0)
        {
            return Html.Of($"<p>No attempt has ended in this time.</p>");
        }

        var columns = Columns(statistics);
        return Html.Of($"""
            <div class="charts">{AttemptChart.For(columns, $"Attempts per {Words(LengthIn(statistics))}")}{TimeChart.For(columns)}</div>
            {ColumnTable.For(columns)}
            """);
    }

    private TimeSpan LengthIn(QueueStatistics statistics) => Column > statistics.SlotLength ? Column : statistics.SlotLength;

    private static string Words(TimeSpan length) => length.TotalMinutes switch
    {
        1 => "minute",
        60 => "hour",
        var minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes:0} minutes"),
    };
}
