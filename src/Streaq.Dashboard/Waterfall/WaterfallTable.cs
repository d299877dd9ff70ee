using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Waterfall;

/// <summary>Renders a waterfall as a table, with words and figures for all that its bars show.</summary>
internal static class WaterfallTable
{
    /// <summary>The least width of a bar. A shorter one would not be visible.</summary>
    private const double Least = 4;

    public static Html For(IReadOnlyList<Step> steps)
    {
        var axis = new FoldedAxis(steps);
        var first = steps.Min(step => step.Start);
        var folded = axis.Folded.Select(gap => Shown.Duration(gap.End - gap.Start));
        return Html.Of($"""
            <div class="scroll"><table class="list waterfall">
            <caption>{Scale([.. folded])}</caption>
            <thead><tr><th scope="col">What</th><th scope="col" class="n">After</th><th scope="col" class="n">Took</th>
            <th scope="col" class="bars">Course</th><th scope="col">How it went</th></tr></thead>
            <tbody>{Html.Join(steps.Select(step => Row(step, first, axis)))}</tbody></table></div>
            """);
    }

    private static string Scale(string[] folded) => folded.Length == 0
        ? "Drawn to scale."
        : $"Not to scale: {string.Join(", ", folded)} without work {(folded.Length == 1 ? "is" : "are")} drawn short.";

    private static Html Row(Step step, DateTimeOffset first, FoldedAxis axis) => Html.Of($"""
        <tr>{What(step)}<td class="n" data-l="After">{Shown.Duration(step.Start - first)}</td>
        <td class="n" data-l="Took">{(step.Kind is "point" ? Shown.None : Html.Of($"{Shown.Duration(step.Length)}"))}</td>
        <td class="bars" aria-hidden="true">{Bar(step, axis)}</td><td class="how">{step.Detail}</td></tr>
        """);

    /// <summary>Renders the name. It may be user text, so it is isolated and encoded.</summary>
    private static Html What(Step step) => Html.Of($"""
        <th scope="row"{Html.When(step.Depth > 0, $" class=\"d{step.Depth}\"")}><bdi>{step.What}</bdi></th>
        """);

    private static Html Bar(Step step, FoldedAxis axis)
    {
        var width = Math.Max(Least, axis.At(step.End) - axis.At(step.Start));
        var x = Math.Min(axis.At(step.Start), FoldedAxis.Width - width);
        var isFolded = step.Kind is "wait" && axis.Folded.Any(gap => gap.Start < step.End && step.Start < gap.End);
        return Html.Of($"""
            <svg viewBox="0 0 1000 16" preserveAspectRatio="none" width="100%" height="16">{(isFolded || step.Kind is "missing"
                ? Hatched(x, width)
                : Html.Of($"""<rect class="{step.Kind}" x="{x:0.#}" y="3" width="{width:0.#}" height="10"/>"""))}</svg>
            """);
    }

    /// <summary>Draws separate strokes. A pattern would need an id that is unique on the page.</summary>
    private static Html Hatched(double x, double width)
    {
        var strokes = Enumerable.Range(0, (int)Math.Max(1, width / 12))
            .Select(i => Html.Of($"""<rect class="wait" x="{x + i * 12:0.#}" y="3" width="6" height="10"/>"""));
        return Html.Join(strokes);
    }
}
