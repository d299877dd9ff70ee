using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>A page in a window of its own, with the messages of its console.</summary>
public sealed class Viewer
{
    public Viewer(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Console.Enqueue($"{page.Url}: {message.Type} {message.Text}");
        page.PageError += (_, error) => Console.Enqueue($"{page.Url}: {error}");
        page.Dialog += (_, dialog) => Console.Enqueue($"{page.Url}: dialog {dialog.Message}");
        page.Crash += (_, _) => Console.Enqueue($"{page.Url}: crash");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Console { get; } = [];

    /// <summary>Stops the pages that are opened from now on from updating: requests of their scripts get no answer.</summary>
    public Task StandStillAsync() => Page.AddInitScriptAsync("window.fetch = () => new Promise(() => {})");

    /// <summary>Presses Tab until the element has the focus.</summary>
    public async Task ReachAsync(string selector)
    {
        for (var i = 0; i < 40 && !await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector); i++)
        {
            await Page.Keyboard.PressAsync("Tab");
        }

        await Assertions.Expect(Page.Locator(selector).First).ToBeFocusedAsync();
    }
}
