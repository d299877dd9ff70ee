using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>The pages in a real browser.</summary>
[Collection(StoryCollection.Name)]
[Trait("Category", "Browser")]
public sealed class BrowserTests(Story story, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Pages_InBothColorSchemes_AreAccessible()
    {
        // Of the rules, only that of contrast knows of colors.
        var all = new AxeRunOptions { ResultTypes = [ResultType.Violations] };
        var contrast = new AxeRunOptions { ResultTypes = all.ResultTypes, RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };
        await using var viewer = await chromium.OpenAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light });
        foreach (var path in story.Pages)
        {
            await viewer.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await viewer.Page.GotoAsync(story.App.Root + path);
            AssertSound(path, await viewer.Page.RunAxe(all));
            // The others have no color that these have not.
            if (path is "default" or "default/schedules" or "default/workers" || path.EndsWith(Story.Failed, StringComparison.Ordinal)
                || path.EndsWith(Story.Succeeded, StringComparison.Ordinal))
            {
                await viewer.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
                AssertSound($"{path} in the dark", await viewer.Page.RunAxe(contrast));
            }
        }

        Assert.Empty(viewer.Console);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a/b")]
    [InlineData("proxy")]
    public async Task Pages_OfAMount_HaveStyleAndScriptAndNoMessage(string mount)
    {
        await using var viewer = await chromium.OpenAsync();
        foreach (var path in story.Pages)
        {
            await viewer.Page.GotoAsync(story.At(mount).Root + path);

            Assert.Equal("flex", await viewer.Page.EvalOnSelectorAsync<string>("header", "header => getComputedStyle(header).display"));
            foreach (var time in (await viewer.Page.Locator("time").AllAsync()).Take(1))
            {
                await Expect(time).ToHaveAttributeAsync("title", new Regex("UTC", RegexOptions.None, TimeSpan.FromSeconds(1)));
            }
        }

        Assert.Empty(viewer.Console);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Pages_OfAWidth_DoNotScrollSideways(int width)
    {
        await using var viewer = await chromium.OpenAsync(new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 800 } });
        foreach (var path in story.Pages)
        {
            await viewer.Page.GotoAsync(story.App.Root + path);

            Assert.True(await viewer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, path);
        }
    }

    [Fact]
    public async Task Page_ThatIsLive_ShowsWhatChangedAndStandsStillWhenPaused()
    {
        await using var app = await BoardApp.StartAsync();
        await using var viewer = await chromium.OpenAsync();
        var ready = viewer.Page.Locator(".counts dd").First;
        await viewer.Page.GotoAsync(app.Root + "default");
        await Expect(ready).ToHaveTextAsync("0");

        await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 1);
        await Expect(ready).ToHaveTextAsync("1");
        await viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();
        await Expect(viewer.Page.Locator("#live")).ToHaveAttributeAsync("aria-pressed", "false");
        var asked = 0;
        viewer.Page.Request += (_, _) => asked++;
        // Two turns of the page's own clock: what was to be asked would have been.
        await viewer.Page.EvaluateAsync("() => new Promise(done => setTimeout(done, 2500))");

        Assert.Equal(0, asked);
        Assert.Empty(viewer.Console);
    }

    [Fact]
    public async Task Actions_WithoutScript_Work()
    {
        await using var app = await BoardApp.StartAsync();
        await using var viewer = await chromium.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await app.Client.EnqueueManyAsync(new TaskDefinition<int>("work"), [1, 2, 3]);

        await viewer.Page.GotoAsync(app.Root + "default");
        await viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Pause the queue" }).ClickAsync();
        await Expect(viewer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Paused.");
        await viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Tasks", Exact = true }).ClickAsync();
        await viewer.Page.Locator("input[name=id]").Nth(0).CheckAsync();
        await viewer.Page.Locator("input[name=id]").Nth(1).CheckAsync();
        await viewer.Page.GetByRole(AriaRole.Button, new() { Name = "Abort selected" }).ClickAsync();
        await Expect(viewer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Aborted at once: 2.");

        Assert.Equal(1, (await app.Client.CountsAsync()).Ready.Values.Sum());
        Assert.True((await app.Client.PausedAsync()).WholeQueue);
        Assert.EndsWith("UTC", await viewer.Page.Locator("time").First.TextContentAsync());
    }

    [Fact]
    public async Task Actions_ByKeyboard_Work()
    {
        await using var app = await BoardApp.StartAsync();
        await using var viewer = await chromium.OpenAsync();
        var task = await app.Client.EnqueueAsync(new TaskDefinition<int>("work"), 1, new EnqueueOptions { Id = "t-1" });
        await viewer.Page.GotoAsync(app.Root);

        // The first stop leads past the header, and so to the first row.
        await viewer.Page.Keyboard.PressAsync("Tab");
        await Expect(viewer.Page.GetByText("Skip to content")).ToBeFocusedAsync();
        await viewer.Page.Keyboard.PressAsync("Enter");
        await viewer.Page.Keyboard.PressAsync("Tab");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await Expect(viewer.Page).ToHaveURLAsync(app.Root + "default");
        await ReachAsync(viewer.Page, "#q");
        await viewer.Page.Keyboard.TypeAsync("t-1");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await Expect(viewer.Page.Locator("h1")).ToHaveTextAsync("work");
        await ReachAsync(viewer.Page, "main summary");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await ReachAsync(viewer.Page, "main .danger");
        await viewer.Page.Keyboard.PressAsync("Enter");
        await Expect(viewer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Aborted.");

        Assert.Equal(TaskState.Aborted, await task.StateAsync());
        Assert.Empty(viewer.Console);
    }

    [Fact]
    public async Task HostileStrings_InEveryPlace_RunNothing()
    {
        await using var viewer = await chromium.OpenAsync();
        await viewer.Page.GotoAsync($"{story.App.Root}{Story.Segment(Story.HostileQueue)}/tasks");
        await viewer.Page.GotoAsync($"{story.App.Root}default/dead");
        await viewer.Page.GetByText(Story.Hostile).First.ClickAsync();

        await Expect(viewer.Page.Locator("h1")).ToHaveTextAsync(Story.HostileTask);
        await Expect(viewer.Page.Locator(".error")).ToContainTextAsync("<script>alert(2)</script>");
        await viewer.Page.GotoAsync($"{story.App.Root}default/find?q={Uri.EscapeDataString("<script>alert(4)</script> \" onfocus=alert(5) autofocus")}");
        await Expect(viewer.Page.Locator("main code")).ToContainTextAsync("<script>alert(4)</script>");

        // A console message would be the script policy's word of something that it had to stop.
        Assert.DoesNotContain(viewer.Console, message => !message.Contains("404"));
    }

    [Fact]
    public async Task Form_OfAnotherSite_DoesNothing()
    {
        await using var app = await BoardApp.StartAsync();
        await using var other = await BoardApp.StartAsync();
        await using var viewer = await chromium.OpenAsync();
        await viewer.Page.RouteAsync("**/evil", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form method=post action='{app.Root}default/pause'><button>Win a prize</button></form>",
        }));

        // Another port is another origin; another name of this machine is another site.
        foreach (var origin in new[] { other.Origin, other.Origin.Replace("127.0.0.1", "localhost") })
        {
            await viewer.Page.GotoAsync($"{origin}/evil");
            await viewer.Page.GetByText("Win a prize").ClickAsync();
            await Expect(viewer.Page.Locator("h1")).ToHaveTextAsync("Not allowed");
        }

        Assert.False((await app.Client.PausedAsync()).WholeQueue);
        Assert.Equal(2, app.Logs.Lines.Count(line => line.Message.EndsWith(": cross-site", StringComparison.Ordinal)));
    }

    private static void AssertSound(string path, AxeResult found) => Assert.True(
        found.Violations.Length == 0,
        $"{path}: {string.Join("; ", found.Violations.Select(broken => $"{broken.Id}: {string.Join(' ', broken.Nodes.Select(node => node.Html))}"))}");

    private static async Task ReachAsync(IPage page, string selector)
    {
        for (var i = 0; i < 40 && !await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(page.Locator(selector).First).ToBeFocusedAsync();
    }
}
