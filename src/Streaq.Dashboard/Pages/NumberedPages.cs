using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>A part of a list that is known as a whole, by the page's number in the address.</summary>
/// <param name="Number">Which page, from 1.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Shown">What is on it.</param>
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

    /// <param name="list">The address of the list, with what it is filtered by.</param>
    public Html Links(string list) => PageLinks.For(
        Html.Of($"Page {Number} of {Of}"),
        Number > 1 ? Address(list, Number - 1) : null,
        Number < Of ? Address(list, Number + 1) : null);

    private static string Address(string list, int page) =>
        Markup.Links.Query(list, ("page", page.ToString(CultureInfo.InvariantCulture)));
}
