using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>One browser for all tests: the one that <c>STREAQ_TEST_CHROMIUM</c> names, or Chromium or Chrome where it usually is.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        var path = Environment.GetEnvironmentVariable("STREAQ_TEST_CHROMIUM") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path ?? throw new InvalidOperationException(
                "There is no Chromium. `make test` installs it; or set STREAQ_TEST_CHROMIUM to the path of a Chromium or Chrome."),
            // As root, which containers are, Chromium does not start with its sandbox.
            Args = ["--no-sandbox"],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser!.DisposeAsync();
        _playwright!.Dispose();
    }

    public async Task<Viewer> OpenAsync(BrowserNewContextOptions? options = null) => await Viewer.OpenAsync(_browser!, options);
}

/// <summary>A page in a window of its own, with all that its console said.</summary>
public sealed class Viewer : IAsyncDisposable
{
    private readonly IBrowserContext _window;

    private Viewer(IBrowserContext window, IPage page)
    {
        (_window, Page) = (window, page);
        page.Console += (_, message) => Console.Enqueue($"{page.Url}: {message.Type} {message.Text}");
        page.PageError += (_, error) => Console.Enqueue($"{page.Url}: {error}");
        page.Dialog += (_, dialog) => Console.Enqueue($"{page.Url}: dialog {dialog.Message}");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Console { get; } = [];

    public static async Task<Viewer> OpenAsync(IBrowser browser, BrowserNewContextOptions? options)
    {
        var window = await browser.NewContextAsync(options);
        window.SetDefaultTimeout(15_000);
        return new Viewer(window, await window.NewPageAsync());
    }

    public ValueTask DisposeAsync() => new(_window.CloseAsync());
}
