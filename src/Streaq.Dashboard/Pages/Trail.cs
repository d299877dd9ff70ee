using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>
/// Where a viewer is in a list whose pages begin where the one before ended. The address has these places, so the way back needs no script
/// and no store that reads backwards.
/// </summary>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="After">Where the page begins; <see langword="null"/> for the first.</param>
/// <param name="Back">Where the pages before it begin, but for the first.</param>
internal sealed record Trail(int Page, string? After, IReadOnlyList<string> Back)
{
    /// <summary>As an address has to stay short, the way back from far behind ends with a link to the first page.</summary>
    private const int MostKept = 10;

    public static Trail Of(Visit visit)
    {
        var page = int.TryParse(visit.Query("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        return visit.Query("after") is { } after
            ? new(Math.Clamp(page, 2, 1_000_000_000), after, [.. visit.Http.Request.Query["back"].OfType<string>().TakeLast(MostKept)])
            : new(1, null, []);
    }

    /// <summary>Whether the way back has been cut.</summary>
    public bool IsLong => Back.Count == 0 && Page > 2;

    /// <returns>The address of the page before; <see langword="null"/> where there is none or the way is cut.</returns>
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
