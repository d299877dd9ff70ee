using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Charts;

/// <summary>Draws attempts by outcome: a bar for each column, with failures at its foot.</summary>
internal static class AttemptChart
{
    private const double Height = 100;
    private const double Width = 10;

    public static Html For(IReadOnlyList<Column> columns, string caption) => Html.Of($"""
        <figure><figcaption>{caption}, {Shown.Count(columns.Max(column => column.Count))} at most:
        <span class="key good">succeeded</span> <span class="key warn">retried</span> <span class="key bad">failed</span></figcaption>
        {Drawing(columns, 96)}{Axis(columns)}</figure>
        """);

    /// <summary>Draws a small chart for a row of a table.</summary>
    public static Html Spark(IReadOnlyList<Column> columns) => Drawing(columns, 18);

    public static Html Axis(IReadOnlyList<Column> columns) => Html.Of($"""
        <div class="axis">{Shown.Time(columns[0].At)}<span>now</span></div>
        """);

    private static Html Drawing(IReadOnlyList<Column> columns, int height)
    {
        var most = Math.Max(1, columns.Max(column => column.Count));
        return Html.Of($"""
            <svg viewBox="0 0 {columns.Count * Width:0} 100" preserveAspectRatio="none" width="100%" height="{height}" aria-hidden="true">
            {Html.Join(columns.Select((column, i) => Bars(column, i, most)))}</svg>
            """);
    }

    private static Html Bars(Column column, int place, long most) => Html.Of($"""
        {Bar("bad", place, 0, column.Failed, most)}{Bar("warn", place, column.Failed, column.Retried, most)}
        {Bar("good", place, column.Failed + column.Retried, column.Succeeded, most)}
        """);

    private static Html Bar(string kind, int place, long below, long count, long most)
    {
        var (foot, height) = (Height * below / most, Height * count / most);
        return Html.When(count > 0, $"""
            <rect class="{kind}" x="{place * Width + 1:0}" y="{Height - foot - height:0.##}" width="8" height="{height:0.##}"/>
            """);
    }
}
