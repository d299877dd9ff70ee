namespace Streaq.Dashboard.Tests.Browser;

/// <summary>When the browser ends, the test that uses it fails, and so do those after it. None waits.</summary>
[Trait("Category", "Browser")]
public sealed class ChromiumTests : IAsyncLifetime
{
    private readonly Chromium _chromium = new();

    public Task InitializeAsync() => _chromium.InitializeAsync();

    public Task DisposeAsync() => _chromium.DisposeAsync();

    [Fact]
    public async Task Browser_ThatEndsWhileATestWaits_FailsIt()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A call that Playwright never ends, like that of a page that is being opened when the browser ends.
        var test = _chromium.BrowseAsync(_ =>
        {
            opened.SetResult();
            return new TaskCompletionSource().Task;
        });
        await opened.Task;
        var protocol = await _chromium.Browser.NewBrowserCDPSessionAsync();
        _ = protocol.SendAsync("Browser.crash");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => test);
        var after = await Assert.ThrowsAsync<InvalidOperationException>(() => _chromium.BrowseAsync(_ => Task.CompletedTask));

        Assert.Contains("ended while a test used it", failure.Message);
        Assert.Equal(failure.Message, after.Message);
    }
}
