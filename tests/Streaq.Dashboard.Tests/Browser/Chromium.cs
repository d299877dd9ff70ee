using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Streaq.Dashboard.Tests.Browser;

/// <summary>
/// One browser for the tests of a class: the one that <c>STREAQ_TEST_CHROMIUM</c> names, or Chromium or Chrome in a usual place.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The timeout of actions, navigations and expectations, which Playwright ends by itself.</summary>
    private const int PlaywrightTimeout = 20_000;

    /// <summary>The limit of all that a test does in a window: Playwright has none for scripts, opening and closing.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private Viewer? _used;

    public IBrowser Browser => _browser!;

    public async Task InitializeAsync()
    {
        SetDefaultExpectTimeout(PlaywrightTimeout);
        _playwright = await Playwright.CreateAsync().WaitAsync(Limit);
        var path = Environment.GetEnvironmentVariable("STREAQ_TEST_CHROMIUM") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path ?? throw new InvalidOperationException(
                "There is no Chromium. `make test` installs it; or set STREAQ_TEST_CHROMIUM to the path of a Chromium or Chrome."),
            // As root, the user of containers, Chromium does not start with its sandbox. Containers have little shared memory.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        }).WaitAsync(Limit);
        _browser.Disconnected += (_, _) => _ended.TrySetResult();
    }

    public async Task DisposeAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            await _browser!.DisposeAsync().AsTask().WaitAsync(Limit);
        }

        _playwright!.Dispose();
    }

    /// <summary>Runs a test in a new window.</summary>
    /// <exception cref="InvalidOperationException">
    /// The browser has ended. Playwright would wait forever for a page that is being opened at that moment.
    /// </exception>
    /// <exception cref="TimeoutException">The browser does not answer.</exception>
    public Task BrowseAsync(Func<Viewer, Task> use, BrowserNewContextOptions? options = null) => EndAsync(VisitAsync(use, options));

    /// <summary>
    /// Runs a test that only looks at pages, in a window that others have used: to open one takes as long as some pages do. The pages do
    /// not update themselves. All tests that share a browser give the same options.
    /// </summary>
    /// <inheritdoc cref="BrowseAsync" path="/exception"/>
    public Task LookAsync(Func<Viewer, Task> use, BrowserNewContextOptions? options = null) => EndAsync(VisitAgainAsync(use, options));

    private async Task VisitAsync(Func<Viewer, Task> use, BrowserNewContextOptions? options)
    {
        var viewer = await OpenAsync(options);
        await use(viewer);
        await viewer.Page.Context.CloseAsync();
    }

    private async Task VisitAgainAsync(Func<Viewer, Task> use, BrowserNewContextOptions? options)
    {
        var viewer = _used ?? await OpenAsync(options);
        if (_used is null)
        {
            await viewer.StandStillAsync();
        }

        // A test that fails must not leave its window to the next one.
        _used = null;
        await use(viewer);
        viewer.Console.Clear();
        _used = viewer;
    }

    private async Task<Viewer> OpenAsync(BrowserNewContextOptions? options)
    {
        var window = await Browser.NewContextAsync(options);
        window.SetDefaultTimeout(PlaywrightTimeout);
        return new Viewer(await window.NewPageAsync());
    }

    private async Task EndAsync(Task visit)
    {
        try
        {
            await Task.WhenAny(visit, _ended.Task).WaitAsync(Limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Chromium has not done within {Limit.TotalSeconds:0} seconds what a test asked of it.", e);
        }

        if (_ended.Task.IsCompleted && !visit.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException(
                "Chromium, or Playwright's driver, ended while a test used it or before. The tests after it fail as well; look at the first.",
                visit.Exception);
        }

        await visit;
    }
}
