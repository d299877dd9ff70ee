using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>
/// The viewer's place in a list whose pages begin where the page before ended. The address has these places, so the links back need no
/// script and no store that reads backwards.
/// </summary>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="After">The cursor where the page begins; <see langword="null"/> for the first page.</param>
/// <param name="Back">The cursors of the pages before it, except the first page.</param>
internal sealed record Trail(int Page, string? After, IReadOnlyList<string> Back)
{
    /// <summary>The most cursors in an address, which must stay short. Behind them, only the first page is linked.</summary>
    private const int MostKept = 10;

    public static Trail Of(Visit visit)
    {
        var page = int.TryParse(visit.Query("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        return visit.Query("after") is { } after
            ? new(Math.Clamp(page, 2, 1_000_000_000), after, [.. visit.Http.Request.Query["back"].OfType<string>().TakeLast(MostKept)])
            : new(1, null, []);
    }

    /// <summary>Whether the address has lost the cursor of the previous page.</summary>
    public bool IsLong => Back.Count == 0 && Page > 2;

    /// <returns>The address of the previous page; <see langword="null"/> when there is none or its cursor is lost.</returns>
    public string? Previous(string list) => After is null || IsLong ? null
        : Back.Count == 0 ? list
        : Address(list, Page - 1, Back[^1], Back.SkipLast(1));

    public string? Next(string list, string? continuation) => continuation is null ? null
        : Address(list, Page + 1, continuation, After is null ? [] : Back.Append(After));

    public Html Links(string list, string? continuation, Html all) => PageLinks.For(
        Html.Of($"Page {Page}{Html.When(!all.IsEmpty, $", {all}")}"),
        Previous(list),
        Next(list, continuation),
        IsLong ? list : null);

    private static string Address(string list, int page, string after, IEnumerable<string> back)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        return Markup.Links.Query(
            list, [("page", number), ("after", after), .. back.TakeLast(MostKept).Select(place => ("back", (string?)place))]);
    }
}
