using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Charts;

/// <summary>How far back charts go.</summary>
/// <param name="Name">In addresses.</param>
/// <param name="Word">On the page.</param>
/// <param name="Length">How far.</param>
/// <param name="Column">What a column of the chart is.</param>
internal sealed record Window(string Name, string Word, TimeSpan Length, string Column)
{
    public static readonly Window Hour = new("1h", "1 hour", TimeSpan.FromHours(1), "Attempts per minute");

    private static readonly Window[] All =
    [
        Hour,
        new("8h", "8 hours", TimeSpan.FromHours(8), "Attempts per 8 minutes"),
        new("72h", "3 days", TimeSpan.FromDays(3), "Attempts per hour"),
    ];

    public static Window Of(Visit visit) =>
        Array.Find(All, window => string.Equals(window.Name, visit.Query("window"), StringComparison.Ordinal)) ?? Hour;

    public Task<Seen<QueueStatistics>> AskAsync(Visit visit, BoardQueue queue, string? task = null) => visit.Board.Snapshots.ReadAsync(
        queue, $"statistics {Name} {task}", (client, cancellation) => client.StatisticsAsync(Length, task, cancellation));

    /// <param name="address">Of the page without its query.</param>
    public Html Tabs(string address) => Html.Of($"""
        <nav class="tabs" aria-label="Window"><ul>{Html.Join(All.Select(window => Frame.Tab(
            $"{address}?window={window.Name}", window.Word, window == this)))}</ul></nav>
        """);

    public Html Charts(QueueStatistics statistics)
    {
        var columns = Streaq.Dashboard.Charts.Column.From(statistics);
        return statistics.Total.Count == 0
            ? Html.Of($"<p>No attempt has ended in this time.</p>")
            : Html.Of($"""
                <div class="charts">{AttemptChart.For(columns, Column)}{TimeChart.For(columns)}</div>
                {ColumnTable.For(columns)}
                """);
    }
}
