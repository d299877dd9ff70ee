namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The snippets of the page on testing do what their comments say.</summary>
public sealed class TestingSnippetTests
{
    [Fact]
    public async Task TestingSnippets_ShowWhatTheirCommentsSay()
    {
        var mailer = new FakeMailer();
        await using var queue = Testing.Create(mailer);

        var attempt = await Testing.RunAsync(queue);
        Assert.Equal((TaskOutcome.Success, 4), (attempt.Outcome, attempt.Result));
        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromSeconds(4)), await Testing.RetryAsync(queue));
        var reminder = await Testing.EnqueuedAsync(queue);
        Assert.Equal(("ann@example.org", TimeSpan.FromDays(7), "acme"), (reminder.Argument.To, reminder.Options.Delay, reminder.Headers["tenant"]));
        Assert.Equal(2, await Testing.DrainAsync(queue, mailer));
        Assert.Equal("success", Testing.Outcome(queue));
        Assert.Equal(TaskOutcome.Timeout, await Testing.TimeOutAsync());
        Assert.Equal(4, await Testing.WaitAsync(queue));
        Assert.Equal(3, (await Testing.FireAsync()).Count);
        Assert.Equal(TaskState.Succeeded, await Testing.InlineAsync(new FakeMailer()));
        Assert.Equal(4, await Testing.Substitute().ResultAsync());
    }
}
