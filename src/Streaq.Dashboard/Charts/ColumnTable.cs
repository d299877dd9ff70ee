using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Charts;

/// <summary>Shows the figures of the charts as a table.</summary>
internal static class ColumnTable
{
    public static Html For(IReadOnlyList<Column> columns) => Html.Of($"""
        <details class="figures"><summary>In figures</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="The charts in figures"><table>
        <thead><tr><th scope="col" class="n">From</th><th scope="col" class="n">Succeeded</th><th scope="col" class="n">Retried</th>
        <th scope="col" class="n">Failed</th><th scope="col" class="n">Duration, 95th percentile</th>
        <th scope="col" class="n">Wait, 95th percentile</th></tr></thead>
        <tbody>{Html.Join(columns.Where(column => column.Count > 0).Reverse().Select(Row))}</tbody></table></div></details>
        """);

    public static Html Time(TimeSpan? time) => time is { } known ? Html.Of($"{Shown.Duration(known)}") : Shown.None;

    private static Html Row(Column column) => Html.Of($"""
        <tr><th scope="row" class="n">{Shown.Time(column.At)}</th><td class="n">{Shown.Count(column.Succeeded)}</td>
        <td class="n">{Shown.Count(column.Retried)}</td><td class="n">{Shown.Count(column.Failed)}</td>
        <td class="n">{Time(column.Duration)}</td><td class="n">{Time(column.Wait)}</td></tr>
        """);
}
