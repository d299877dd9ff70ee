using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>Each page in a real browser.</summary>
[Collection(StoryCollection.Name)]
[Trait("Category", "Browser")]
public sealed class BrowserPageTests(Story story, Chromium chromium) : IClassFixture<Chromium>
{
    public static TheoryData<string> Pages => Story.Pages;

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_InBothColorSchemes_IsAccessible(string page) => chromium.LookAsync(async viewer =>
    {
        await viewer.Page.SetViewportSizeAsync(1280, 800);
        await viewer.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await viewer.Page.GotoAsync(story.App.Root + story.PathOf(page));
        await Axe.LoadAsync(viewer.Page);
        Assert.Empty(await Axe.ViolationsAsync(viewer.Page));
        // Nothing else differs in the dark: the test below.
        await viewer.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Empty(await Axe.ViolationsAsync(viewer.Page, isOnlyOfColors: true));

        Assert.Empty(viewer.Console);
    });

    /// <summary><c>light-dark()</c> is a color, so only colors depend on the scheme.</summary>
    [Fact]
    public async Task Style_OfTheDarkScheme_DiffersInColorsAlone()
    {
        var style = await story.App.Http.GetStringAsync("~/board.css");
        var script = await story.App.Http.GetStringAsync("~/board.js");

        Assert.Contains("light-dark(", style);
        Assert.DoesNotContain("prefers-color-scheme", style + script);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_OfAnyMount_HasStyleAndScriptAndNoMessage(string page) => chromium.LookAsync(async viewer =>
    {
        foreach (var mount in (string[])["/", "/a/b", "proxy"])
        {
            await viewer.Page.GotoAsync(story.At(mount).Root + story.PathOf(page));

            Assert.Equal("flex", await viewer.Page.EvalOnSelectorAsync<string>("header", "header => getComputedStyle(header).display"));
            if (await viewer.Page.Locator("time").CountAsync() > 0)
            {
                await Expect(viewer.Page.Locator("time").First)
                    .ToHaveAttributeAsync("title", new Regex("UTC", RegexOptions.None, TimeSpan.FromSeconds(1)));
            }
        }

        Assert.Empty(viewer.Console);
    });

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Page_OfAnyWidth_DoesNotScrollSideways(string page) => chromium.LookAsync(async viewer =>
    {
        await viewer.Page.GotoAsync(story.App.Root + story.PathOf(page));
        foreach (var width in (int[])[360, 1280, 1920])
        {
            await viewer.Page.SetViewportSizeAsync(width, 800);

            Assert.InRange(await viewer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"), int.MinValue, 0);
        }
    });
}
