using System.Globalization;
using Streaq.Dashboard.Actions;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Layout;

/// <summary>
/// Shows the outcome of the action before. The address carries only a known word and two numbers, since another site may forge it.
/// </summary>
internal static class Notice
{
    public static string Address(string page, ActionWord word, int count, int asked) => Links.Query(
        page,
        ("did", word.Name),
        ("n", count.ToString(CultureInfo.InvariantCulture)),
        ("of", asked.ToString(CultureInfo.InvariantCulture)));

    public static Html For(Visit visit)
    {
        var word = ActionWord.Find(visit.Query("did"));
        if (word is null || Number(visit, "n") is not { } count || Number(visit, "of") is not { } asked)
        {
            return Html.Empty;
        }

        var text = (count, asked) switch
        {
            (1, 1) => word.One,
            (0, 1) => word.Not,
            _ when count == asked => $"{word.Many}: {Shown.Count(count)}.",
            _ => $"{word.Many}: {Shown.Count(count)} of {Shown.Count(asked)}. The others had moved on.",
        };
        return Html.Of($"""<p class="notice" role="status">{text}</p>""");
    }

    private static int? Number(Visit visit, string name) =>
        int.TryParse(visit.Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
