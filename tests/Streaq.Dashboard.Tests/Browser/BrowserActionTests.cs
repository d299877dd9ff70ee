using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>What a user does on the pages, in a real browser: with and without script, by keyboard, misled by another site.</summary>
[Collection(StoryCollection.Name)]
[Trait("Category", "Browser")]
public sealed class BrowserActionTests(Story story, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Page_ThatIsLive_ShowsWhatChangedAndStandsStillWhenPaused()
    {
        await using var app = await BoardApp.StartAsync();
        await chromium.BrowseAsync(async viewer =>
        {
            var page = viewer.Page;
            var ready = page.Locator(".counts dd").First;
            await page.Clock.InstallAsync();
            await page.GotoAsync(app.Root + "default");
            await Expect(ready).ToHaveTextAsync("0");

            await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 1);
            // After an action the next page is read from Redis again, even within the second of a snapshot.
            using var action = await app.PostAsync("default/resume");
            await page.Clock.FastForwardAsync(2_000);
            await Expect(ready).ToHaveTextAsync("1");
            await page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
            await Expect(page.Locator("#live")).ToHaveAttributeAsync("aria-pressed", "false");
            var asked = new List<string>();
            page.Request += (_, request) => asked.Add(request.Url);
            await page.Clock.FastForwardAsync(60_000);
            // A browser sends a page's requests in order, so a request of the timer would be seen before this one.
            await page.EvaluateAsync("() => fetch('last').then(answer => answer.text())");

            Assert.Equal([app.Root + "last"], asked);
        });
    }

    [Fact]
    public async Task Page_OnWhichRowsAreSelected_StaysAsItIs()
    {
        await using var app = await BoardApp.StartAsync();
        await app.Client.EnqueueManyAsync(new TaskDefinition<int>("work"), [1, 2, 3]);
        await chromium.BrowseAsync(async viewer =>
        {
            var page = viewer.Page;
            await page.Clock.InstallAsync();
            await page.GotoAsync(app.Root + "default/tasks");
            await page.Locator("input[name=all]").CheckAsync();
            await Expect(page.Locator("input[name=id]:checked")).ToHaveCountAsync(3);
            await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 4);
            using var action = await app.PostAsync("default/resume");
            await page.RunAndWaitForResponseAsync(() => page.Clock.FastForwardAsync(2_000), answer => answer.Ok);
            await Expect(page.Locator("input[name=id]:checked")).ToHaveCountAsync(3);

            // Nothing is selected any more, and the focus is on the box, which stays there.
            await page.Locator("input[name=all]").UncheckAsync();
            await page.Clock.FastForwardAsync(2_000);
            await Expect(page.Locator("input[name=id]")).ToHaveCountAsync(4);
            await Expect(page.Locator("input[name=all]")).ToBeFocusedAsync();
            Assert.Empty(viewer.Console);
        });
    }

    [Fact]
    public async Task Page_WhoseServerIsAway_SaysSo()
    {
        await using var app = await BoardApp.StartAsync();
        await chromium.BrowseAsync(async viewer =>
        {
            var page = viewer.Page;
            await page.Clock.InstallAsync();
            await page.GotoAsync(app.Root + "default");
            await page.RouteAsync("**/default", route => route.AbortAsync());
            await page.Clock.FastForwardAsync(2_000);
            await Expect(page.Locator("#live")).ToHaveTextAsync("No answer");
            await page.UnrouteAsync("**/default");
            await page.Clock.FastForwardAsync(2_000);
            await Expect(page.Locator("#live")).ToHaveTextAsync("Live");
            await page.Locator("#live").ClickAsync();
            await Expect(page.Locator("#live")).ToHaveTextAsync("Paused");
        });
    }

    [Fact]
    public async Task Actions_WithoutScript_Work()
    {
        await using var app = await BoardApp.StartAsync();
        await app.Client.EnqueueManyAsync(new TaskDefinition<int>("work"), [1, 2, 3]);
        await chromium.BrowseAsync(
            async viewer =>
            {
                await viewer.Page.GotoAsync(app.Root + "default");
                await viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Pause the queue" }).ClickAsync();
                await Expect(viewer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Paused.");
                await viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Tasks", Exact = true }).ClickAsync();
                await Expect(viewer.Page.Locator("input[name=all]")).ToBeHiddenAsync();
                await viewer.Page.Locator("input[name=id]").Nth(0).CheckAsync();
                await viewer.Page.Locator("input[name=id]").Nth(1).CheckAsync();
                await viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Abort selected" }).ClickAsync();
                await Expect(viewer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Aborted at once: 2.");

                Assert.EndsWith("UTC", await viewer.Page.Locator("time").First.TextContentAsync());
            },
            new BrowserNewContextOptions { JavaScriptEnabled = false });

        Assert.Equal(1, (await app.Client.CountsAsync()).Ready.Values.Sum());
        Assert.True((await app.Client.PausedAsync()).WholeQueue);
    }

    [Fact]
    public async Task Actions_ByKeyboard_Work()
    {
        await using var app = await BoardApp.StartAsync();
        var task = await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 1, new EnqueueOptions { Id = "t-1" });
        await chromium.BrowseAsync(async viewer =>
        {
            var page = viewer.Page;
            await page.GotoAsync(app.Root);

            // The first tab stop skips the header and leads to the first row.
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.GetByText("Skip to content")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page).ToHaveURLAsync(app.Root + "default");
            await viewer.ReachAsync("#q");
            await page.Keyboard.TypeAsync("t-1");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("h1")).ToHaveTextAsync("work");
            await viewer.ReachAsync("main summary");
            await page.Keyboard.PressAsync("Enter");
            await viewer.ReachAsync("main .danger");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Aborted.");

            Assert.Empty(viewer.Console);
        });

        Assert.Equal(TaskState.Aborted, await task.StateAsync());
    }

    [Fact]
    public Task HostileStrings_InEveryPlace_RunNothing() => chromium.BrowseAsync(async viewer =>
    {
        await viewer.Page.GotoAsync($"{story.App.Root}{Story.Segment(Story.HostileQueue)}/tasks");
        await viewer.Page.GotoAsync($"{story.App.Root}default/dead");
        await viewer.Page.GetByText(Story.Hostile).First.ClickAsync();

        await Expect(viewer.Page.Locator("h1")).ToHaveTextAsync(Story.HostileTask);
        await Expect(viewer.Page.Locator(".error")).ToContainTextAsync("<script>alert(2)</script>");
        await viewer.Page.GotoAsync($"{story.App.Root}default/find?q={Uri.EscapeDataString("<script>alert(4)</script> \" onfocus=alert(5) autofocus")}");
        await Expect(viewer.Page.Locator("main code")).ToContainTextAsync("<script>alert(4)</script>");

        // A console message would mean that the script policy had to block something.
        Assert.DoesNotContain(viewer.Console, message => !message.Contains("404"));
    });

    [Fact]
    public async Task Form_OfAnotherSite_DoesNothing()
    {
        await using var app = await BoardApp.StartAsync();
        await using var other = await BoardApp.StartAsync();
        await chromium.BrowseAsync(async viewer =>
        {
            await viewer.Page.RouteAsync("**/evil", route => route.FulfillAsync(new()
            {
                ContentType = "text/html",
                Body = $"<form method=post action='{app.Root}default/pause'><button>Win a prize</button></form>",
            }));

            // Another port is another origin. Another name of this machine is another site.
            foreach (var origin in (string[])[other.Origin, other.Origin.Replace("127.0.0.1", "localhost")])
            {
                await viewer.Page.GotoAsync($"{origin}/evil");
                await viewer.Page.GetByText("Win a prize").ClickAsync();
                await Expect(viewer.Page.Locator("h1")).ToHaveTextAsync("Not allowed");
            }
        });

        Assert.False((await app.Client.PausedAsync()).WholeQueue);
        Assert.Equal(2, app.Logs.Lines.Count(line => line.Message.EndsWith(": cross-site", StringComparison.Ordinal)));
    }
}
