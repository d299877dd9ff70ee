using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>Lists of several pages on a phone, there and back again.</summary>
[Trait("Category", "Browser")]
public sealed class BrowserListTests(BrowserListTests.Lists lists, Chromium chromium) : IClassFixture<BrowserListTests.Lists>, IClassFixture<Chromium>
{
    private const int Rows = 120;

    public static TheoryData<string, string> Paths => new()
    {
        { "default/tasks?state=ready", "ready tasks in all" },
        { "default/tasks?state=scheduled", "scheduled tasks in all" },
        { "default/tasks?state=waiting", "waiting tasks in all" },
        { "default/dead", "of 121" },
        { "default/dead?task=broken&error=System.FormatException", "of 61" },
        { "default/recent?order=slowest&task=broken", "of " },
        { "default/schedules", "schedules in all" },
        { "default/workers", "workers in all" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public Task Lists_OnAPhoneWithoutScript_AreWalkedThereAndBack(string path, string told) => chromium.BrowseAsync(
        async viewer =>
        {
            var page = viewer.Page;
            await page.GotoAsync(lists.Crowd.App.Root + path);
            var pages = page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of the list" });
            var (next, previous) = (pages.GetByRole(AriaRole.Link, new() { Name = "Next page" }), pages.GetByRole(AriaRole.Link, new() { Name = "Previous page" }));
            await Expect(previous).ToHaveCountAsync(0);
            await Expect(pages).ToContainTextAsync(told);

            var there = new List<string>();
            for (var more = true; more;)
            {
                there.Add(await RowsAsync(page));
                Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
                more = await next.CountAsync() > 0;
                if (more)
                {
                    await next.ClickAsync();
                }
            }

            Assert.Equal(there.Count, there.Distinct().Count());
            Assert.InRange(there.Count, 2, 4);
            for (var back = there.Count - 2; back >= 0; back--)
            {
                await previous.ClickAsync();
                Assert.Equal(there[back], await RowsAsync(page));
            }

            await Expect(previous).ToHaveCountAsync(0);
            Assert.Empty(viewer.Console);
        },
        new BrowserNewContextOptions { ViewportSize = new() { Width = 360, Height = 740 }, JavaScriptEnabled = false });

    /// <summary>Rows that the filter excludes are on none of its pages.</summary>
    [Fact]
    public Task List_OfAFilter_KeepsItOnTheNextPage() => chromium.LookAsync(async viewer =>
    {
        await viewer.Page.GotoAsync($"{lists.Crowd.App.Root}default/dead?task=broken&error=System.FormatException");
        await viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();

        await Expect(viewer.Page.Locator(".chosen")).ToContainTextAsync("System.FormatException");
        await Expect(viewer.Page.Locator("tbody tr")).ToHaveCountAsync(11);
        await Expect(viewer.Page.Locator("tbody tr", new() { HasText = "TimeoutException" })).ToHaveCountAsync(0);
        await Axe.LoadAsync(viewer.Page);
        Assert.Empty(await Axe.ViolationsAsync(viewer.Page));
    });

    private static async Task<string> RowsAsync(IPage page) =>
        string.Join(' ', await page.Locator(".list:last-of-type tbody th").AllInnerTextsAsync());

    /// <summary>A queue whose lists have three pages.</summary>
    public sealed class Lists : IAsyncLifetime
    {
        private RedisServer? _redis;
        private Crowd? _crowd;

        internal Crowd Crowd => _crowd!;

        public async Task InitializeAsync()
        {
            _redis = await RedisServer.StartOwnAsync();
            _crowd = await Crowd.StartAsync(_redis.ConnectionString);
            await _crowd.GrowAsync(Rows);
        }

        public async Task DisposeAsync()
        {
            await _crowd!.DisposeAsync();
            await _redis!.DisposeAsync();
        }
    }
}
