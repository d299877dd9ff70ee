using Streaq.Dashboard.Assets;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Layout;

/// <summary>Renders the document around every page.</summary>
internal static class Frame
{
    private static readonly (string Place, string Word)[] Places =
    [
        ("", "Overview"), ("tasks", "Tasks"), ("recent", "Ended"), ("dead", "Dead letters"), ("schedules", "Schedules"),
        ("workers", "Workers"),
    ];

    public static Html Around(Page page, Visit visit)
    {
        var links = visit.Links;
        var queue = visit.AnyQueue is null ? "" : $" · {visit.AnyQueue.Slug}";
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{page.Title}{queue} · Streaq</title>
            <link rel="icon" type="image/svg+xml" href="{Asset(links, "favicon.svg")}">
            <link rel="stylesheet" href="{Asset(links, "board.css")}">
            <script src="{Asset(links, "board.js")}" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            <header>
            <a class="brand" href="{links.Root}">Streaq</a>
            {Navigation(page, visit)}
            {Html.When(page.IsLive, $"<button type=\"button\" id=\"live\" aria-pressed=\"true\" hidden>Live</button>")}
            </header>
            <main id="main" tabindex="-1">
            {Troubles(page)}
            <div class="head"><h1><bdi>{page.Title}</bdi></h1>{page.Aside}</div>
            {Notice.For(visit)}
            {page.Body}
            </main>
            </body>
            </html>

            """);
    }

    private static Html Navigation(Page page, Visit visit)
    {
        if (visit.AnyQueue is not { } queue)
        {
            return Html.Empty;
        }

        var places = Places.Select(place => Tab(
            Address(visit, place.Place), place.Word, string.Equals(page.Place, place.Place, StringComparison.Ordinal)));
        return Html.Of($"""
            <span class="queue"><bdi>{queue.Slug}</bdi></span>
            <nav aria-label="Queue"><ul>{Html.Join(places)}</ul></nav>
            <form class="find" role="search" action="{visit.ToQueue("find")}"><label for="q">Find</label>
            <input id="q" name="q" type="search" placeholder="id, trace or task name" autocomplete="off" spellcheck="false"></form>
            """);
    }

    /// <summary>A link of a navigation.</summary>
    public static Html Tab(string address, string word, bool isCurrent) => Html.Of(
        $"""<li><a href="{address}"{Html.When(isCurrent, $" aria-current=\"page\"")}>{word}</a></li>""");

    private static Html Troubles(Page page)
    {
        var different = page.Troubles.OfType<SeenTrouble>().DistinctBy(trouble => trouble.Text, StringComparer.Ordinal);
        var troubles = different.Select(trouble => Html.Of($"""
            <p class="trouble" role="alert">{trouble.Text} {(trouble.LastAt is { } at
                ? Html.Of($"What follows is of {Shown.Time(at)}.")
                : Html.Of($"Nothing is known yet."))}</p>
            """));
        return Html.Join(troubles);
    }

    private static string Address(Visit visit, string place) => place.Length == 0 ? visit.ToQueue() : visit.ToQueue(place);

    private static string Asset(Links links, string name) => links.Asset(name, Asset(name).Version);

    private static Asset Asset(string name) => AssetStore.Find(name)!;
}
