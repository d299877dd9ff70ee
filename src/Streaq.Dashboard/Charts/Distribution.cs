using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Charts;

/// <summary>Shows the distributions of durations of attempts and of waits of tasks.</summary>
internal static class Distribution
{
    public static Html For(AttemptStatistics attempts)
    {
        var places = Enumerable.Range(0, attempts.Duration.Counts.Count)
            .Where(i => attempts.Duration.Counts[i] + attempts.Wait.Counts[i] > 0).ToList();
        if (places.Count == 0)
        {
            return Html.Empty;
        }

        var most = places.Max(i => Math.Max(attempts.Duration.Counts[i], attempts.Wait.Counts[i]));
        var rows = Enumerable.Range(places[0], places[^1] - places[0] + 1).Select(i => Row(attempts, i, most));
        return Html.Of($"""
            <div class="scroll"><table class="distribution">
            <thead><tr><th scope="col" class="n">Up to</th><th scope="col" class="n">Took</th><td class="bars" aria-hidden="true"></td>
            <th scope="col" class="n">Waited</th><td class="bars" aria-hidden="true"></td></tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div>
            """);
    }

    private static Html Row(AttemptStatistics attempts, int place, long most) => Html.Of($"""
        <tr><th scope="row" class="n">{Bound(place)}</th><td class="n">{Shown.Count(attempts.Duration.Counts[place])}</td>
        <td class="bars" aria-hidden="true">{Bar("busy", attempts.Duration.Counts[place], most)}</td>
        <td class="n">{Shown.Count(attempts.Wait.Counts[place])}</td>
        <td class="bars" aria-hidden="true">{Bar("warn", attempts.Wait.Counts[place], most)}</td></tr>
        """);

    private static string Bound(int place) =>
        place < TimeHistogram.UpperBounds.Count ? Shown.Duration(TimeHistogram.UpperBounds[place]) : "more";

    private static Html Bar(string kind, long count, long most) => Html.Of($"""
        <svg viewBox="0 0 1000 16" preserveAspectRatio="none" width="100%" height="16"><rect class="{kind}" x="0" y="3" height="10"
        width="{1000d * count / most:0.#}"/></svg>
        """);
}
