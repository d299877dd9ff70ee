using System.Diagnostics;

namespace Streaq.Docs.Tests;

using global::Docs;

/// <summary>The snippets of the pages on middleware do what the pages say.</summary>
public sealed class MiddlewareSnippetTests
{
    private static readonly TaskDefinition<string, int> Flaky = new("test.flaky");
    private static readonly TaskDefinition<string, string> Tenant = new("test.tenant");

    [Fact]
    public async Task TimerAndRetry_WithATaskThatFailsTwice_RunItThreeTimesASecondApart()
    {
        var attempts = new List<long>();
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Middleware.Add(streaq);
            streaq.Map(Flaky, (string text) =>
            {
                attempts.Add(Stopwatch.GetTimestamp());
                return attempts.Count < 3 ? throw new InvalidOperationException("not yet") : text.Length;
            });
        });

        var handle = await queue.Client.EnqueueAsync(Flaky, "abc");

        Assert.Equal(3, await handle.ResultAsync(SnippetQueue.Patience));
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
        Assert.True(Stopwatch.GetElapsedTime(attempts[0], attempts[1]) >= TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task TimerAndRetry_WithATaskThatAlwaysFails_EndAfterThreeAttemptsWithItsOwnException()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Middleware.Add(streaq);
            streaq.Map(Flaky, int (string text) => throw new InvalidOperationException(text));
        });

        var handle = await queue.Client.EnqueueAsync(Flaky, "never");

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(SnippetQueue.Patience));
        Assert.Equal(typeof(InvalidOperationException).FullName, failure.Error.Type);
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
    }

    [Fact]
    public async Task EnqueueAndClassMiddleware_CarryTheTenantToTheWorker()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Middleware.AddEnqueue(streaq, new Acme());
            Middleware.AddClass(streaq);
            streaq.Map(Tenant, (string _, TaskContext context) => context.Headers["tenant"]);
        });

        var handle = await queue.Client.EnqueueAsync(Tenant, "");

        Assert.Equal("acme", await handle.ResultAsync(SnippetQueue.Patience));
    }

    [Fact]
    public async Task TransformAndShortCut_ChangeArgumentAndResult()
    {
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Middleware.AddTransforming(streaq);
            Middleware.AddShortCut(streaq);
            streaq.Map(Flaky, (string text) => text == "abc" ? -5 : throw new InvalidOperationException(text));
        });

        var trimmed = await queue.Client.EnqueueAsync(Flaky, "  abc ");
        var empty = await queue.Client.EnqueueAsync(Flaky, " ");

        Assert.Equal(0, await trimmed.ResultAsync(SnippetQueue.Patience));
        Assert.Equal(0, await empty.ResultAsync(SnippetQueue.Patience));
    }

    [Fact]
    public async Task ChildSpan_OfAMiddleware_IsUnderTheAttempt()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Streaq" or "Shop",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        Activity? attempt = null;
        await using var queue = await SnippetQueue.StartAsync(streaq =>
        {
            Middleware.AddChildSpan(streaq);
            streaq.Map(Flaky, (string _, TaskContext context) =>
            {
                attempt = context.Activity;
                return 1;
            });
        });

        await (await queue.Client.EnqueueAsync(Flaky, "abc")).ResultAsync(SnippetQueue.Patience);

        lock (spans)
        {
            Assert.Contains(spans, span => span.OperationName == "check stock" && span.ParentSpanId == attempt!.SpanId);
        }
    }

    private sealed class Acme : ITenant
    {
        public string Name => "acme";
    }
}
