using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>The part of the read letters that the page shows. After the last of them, the next page reads others.</summary>
/// <param name="From">The place of the first shown letter, from 0.</param>
/// <param name="Count">The number of letters in the list.</param>
/// <param name="PerPage">The number of letters on a page.</param>
internal sealed record DeadPart(int From, int Count, int PerPage)
{
    public static DeadPart Of(Visit visit, int letters, int perPage)
    {
        var asked = int.TryParse(visit.Query("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;
        var last = Math.Max(0, (letters - 1) / perPage * perPage);
        return new(Math.Min(asked, last), letters, perPage);
    }

    public Html Links(Visit visit, DeadLetterPage looked, Trail trail)
    {
        var list = Markup.Links.Query(visit.ToQueue("dead"), ("task", visit.Query("task")), ("error", visit.Query("error")));
        var text = Count == 0 ? Html.Of($"None of {Shown.Count(looked.Letters.Count)}") : Html.Of($"""
            {Shown.Count(From + 1)}–{Shown.Count(Math.Min(From + PerPage, Count))} of {Shown.Count(Count)}
            """);
        return PageLinks.For(
            text,
            From > 0 ? At(visit, list, From - PerPage) : Last(trail.Previous(list)),
            From + PerPage < Count ? At(visit, list, From + PerPage) : trail.Next(list, looked.Continuation),
            trail.IsLong ? list : null);
    }

    /// <summary>Returns the address of the same letters from another place on.</summary>
    private static string At(Visit visit, string list, int from) => Markup.Links.Query(
        list,
        [
            ("page", visit.Query("page")), ("after", visit.Query("after")),
            .. visit.Http.Request.Query["back"].Select(place => ("back", place)),
            ("from", from.ToString(CultureInfo.InvariantCulture)),
        ]);

    /// <summary>Returns the address of the last part of a page's letters.</summary>
    private static string? Last(string? address) => address is null ? null
        : Markup.Links.Query(address, ("from", DeadPage.Looked.ToString(CultureInfo.InvariantCulture)));
}
