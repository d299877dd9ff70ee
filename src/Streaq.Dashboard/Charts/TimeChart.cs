using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Charts;

/// <summary>Draws how long attempts took and tasks waited, as lines with gaps where nothing was measured.</summary>
internal static class TimeChart
{
    private const double Height = 100;
    private const double Width = 10;

    public static Html For(IReadOnlyList<Column> columns)
    {
        var most = columns.SelectMany(column => new[] { column.Duration, column.Wait }).Max() ?? TimeSpan.Zero;
        return Html.Of($"""
            <figure><figcaption>95th percentile, {Shown.Duration(most)} at most:
            <span class="key busy">duration</span> <span class="key warn">wait</span></figcaption>
            <svg viewBox="0 0 {columns.Count * Width:0} 100" preserveAspectRatio="none" width="100%" height="96" aria-hidden="true">
            {Line(columns, column => column.Wait, most, "warn")}{Line(columns, column => column.Duration, most, "busy")}</svg>
            {AttemptChart.Axis(columns)}</figure>
            """);
    }

    private static Html Line(IReadOnlyList<Column> columns, Func<Column, TimeSpan?> read, TimeSpan most, string kind)
    {
        var steps = columns.Select((column, i) => read(column) is { } time ? Step(i, time, most, kind) : Html.Empty);
        return Html.Join(steps);
    }

    /// <summary>Draws a level line over the width of the column.</summary>
    private static Html Step(int place, TimeSpan time, TimeSpan most, string kind)
    {
        var y = most > TimeSpan.Zero ? Height - (Height - 6) * (time / most) - 4 : Height - 4;
        return Html.Of($"""<rect class="{kind}" x="{place * Width:0}" y="{y:0.##}" width="10" height="3"/>""");
    }
}
