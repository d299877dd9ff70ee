using Microsoft.Playwright;
using Streaq.Dashboard.Tests.Browser;
using Streaq.Dashboard.Tests.Pages;

namespace Streaq.Dashboard.Tests.Pictures;

/// <summary>
/// Draws the pages on a phone, a tablet, a laptop and a large screen, in light and in dark. Nothing overflows its box. With
/// <c>STREAQ_PICTURES</c>, the pictures are stored in that folder, for a person to look at.
/// </summary>
[Collection(SpansCollection.Name)]
[Trait("Category", "Browser")]
public sealed class PictureTests(Shop shop, Chromium chromium) : IClassFixture<Shop>, IClassFixture<Chromium>
{
    private static readonly int[] Widths = [360, 500, 700, 1280, 1920];

    public static TheoryData<string, string> Pages => new()
    {
        { "queues", "" },
        { "queue", "shop" },
        { "queue-8h", "shop?window=8h" },
        { "queue-72h", "shop?window=72h" },
        { "ready", "shop/tasks" },
        { "running", "shop/tasks?state=running" },
        { "scheduled", "shop/tasks?state=scheduled" },
        { "waiting", "shop/tasks?state=waiting" },
        { "task", $"shop/tasks/{Shop.Billed}" },
        { "task-failed", $"shop/tasks/{Shop.Refused}" },
        { "task-running", $"shop/tasks/{Shop.Resizing}" },
        { "task-scheduled", $"shop/tasks/{Shop.Later}" },
        { "task-waiting", $"shop/tasks/{Shop.Waiting}" },
        { "dead", "shop/dead" },
        { "dead-group", "shop/dead?task=orders.bill&error=System.InvalidOperationException" },
        { "recent", "shop/recent" },
        { "name", "shop/names/orders.bill?window=8h" },
        { "schedules", "shop/schedules" },
        { "workers", "shop/workers" },
        { "worker", "shop/workers/{worker}" },
        { "group", "shop/groups/{group}" },
        { "trace", "shop/traces/{trace}" },
        { "find-nothing", "shop/find?q=order-1" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_OfAnyWidth_KeepsItsTextsInTheirBoxes(string name, string path) => chromium.LookAsync(
        async viewer =>
        {
            var page = viewer.Page;
            await page.Clock.SetFixedTimeAsync(Shop.Noon.UtcDateTime);
            await page.GotoAsync(shop.App.Root + path.Replace("{worker}", shop.Worker).Replace("{group}", shop.Group).Replace("{trace}", shop.Trace));
            foreach (var width in Widths)
            {
                await page.SetViewportSizeAsync(width, 800);
                Assert.Empty(await page.EvaluateAsync<string[]>(Overflowing));
                await DrawAsync(page, $"{name}-{width}");
            }
        },
        new BrowserNewContextOptions { Locale = "en-GB", TimezoneId = "Europe/Berlin" });

    /// <summary>Finds elements that are wider than their box and neither scroll nor are cut on purpose.</summary>
    private const string Overflowing = """
        () => [...document.querySelectorAll('body *')].filter(element => {
          const style = getComputedStyle(element);
          return element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1 && style.overflowX === 'visible' && style.display !== 'inline';
        }).map(element => `${element.tagName}.${element.className} of ${element.clientWidth}: ${element.textContent.trim().slice(0, 60)}`)
        """;

    private static async Task DrawAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("STREAQ_PICTURES") is not { Length: > 0 } folder)
        {
            return;
        }

        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var file = Path.Combine(folder, $"{name}-{scheme}.png".ToLowerInvariant());
            await page.ScreenshotAsync(new() { Path = file, FullPage = true });
        }
    }
}
