using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>One page of a list that is in memory as a whole. The address has the page's number.</summary>
/// <param name="Number">The page's number, from 1.</param>
/// <param name="Of">The number of pages.</param>
/// <param name="Shown">The items on the page.</param>
internal sealed record NumberedPages<T>(int Number, int Of, IReadOnlyList<T> Shown)
{
    public static NumberedPages<T> From(Visit visit, IReadOnlyList<T> all, int perPage)
    {
        var pages = Math.Max(1, (all.Count + perPage - 1) / perPage);
        var number = int.TryParse(visit.Query("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, pages)
            : 1;
        return new(number, pages, [.. all.Skip((number - 1) * perPage).Take(perPage)]);
    }

    /// <param name="list">The address of the list, with its filters.</param>
    public Html Links(string list) => PageLinks.For(
        Html.Of($"Page {Number} of {Of}"),
        Number > 1 ? Address(list, Number - 1) : null,
        Number < Of ? Address(list, Number + 1) : null);

    private static string Address(string list, int page) =>
        Markup.Links.Query(list, ("page", page.ToString(CultureInfo.InvariantCulture)));
}
