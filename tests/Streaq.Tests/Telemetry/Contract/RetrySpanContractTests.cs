using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class RetrySpanContractTests : ContractTest
{
    [Fact]
    public async Task Retry_AfterAnAttempt_IsASiblingThatLinksToIt()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "retry once");

        var second = await ProcessAsync(handle.Id, attempt: 2);
        var first = await ProcessAsync(handle.Id, attempt: 1);
        var enqueue = await SpanAsync("enqueue work");
        Assert.True(first.IsChildOf(enqueue.Context));
        Assert.True(second.IsChildOf(enqueue.Context));
        Assert.Equal([first.SpanId], second.LinksOf("previous_attempt"));
        Assert.Equal([enqueue.SpanId], second.LinksOf("creation"));
        Assert.Equal(first.Id, second.Tag("streaq.link.previous_attempt"));
        Assert.Equal("retry", second.Tag("streaq.trigger"));
        Assert.Equal("retry", first.Tag("streaq.outcome"));
        Assert.Equal(ActivityStatusCode.Error, first.Status);
        Assert.Equal("success", second.Tag("streaq.outcome"));
        Assert.Equal(ActivityStatusCode.Unset, second.Status);
    }

    [Fact]
    public async Task Retry_ThatFailsToTheEnd_HasOnlyOneFailure()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "retry");

        await ProcessAsync(handle.Id, attempt: 3);
        var attempts = Spans.Named("process work").ToList();
        Assert.Equal(["retry", "retry", "failure"], attempts.Select(span => span.Tag("streaq.outcome")));
        Assert.All(attempts, span => Assert.Equal(ActivityStatusCode.Error, span.Status));
    }

    [Fact]
    public async Task Retry_Always_IsAClientSpanUnderTheAttempt()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "retry once");

        var first = await ProcessAsync(handle.Id);
        var span = await SpanAsync("retry work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsChildOf(first.Context));
        Assert.Empty(span.Links);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal("retry", span.Tag("messaging.operation.name"));
        Assert.Equal("settle", span.Tag("messaging.operation.type"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.id"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.conversation_id"));
        Assert.Equal(1, span.Tag("streaq.attempt"));
        Assert.Equal(0.0, span.Tag("streaq.retry.delay"));
    }

    [Fact]
    public async Task DeadLetter_Always_IsAClientSpanUnderTheLastAttempt()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "fail");

        var attempt = await ProcessAsync(handle.Id);
        var span = await SpanAsync("dead_letter work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsChildOf(attempt.Context));
        Assert.Equal("dead_letter", span.Tag("messaging.operation.name"));
        Assert.Equal("settle", span.Tag("messaging.operation.type"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.id"));
        Assert.Null(span.Tag("streaq.retry.delay"));
    }

    [Fact]
    public async Task Retry_LaterThanTheAge_StaysInTheTraceOfTheAttemptBefore()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "retry later");
        var first = await ProcessAsync(handle.Id, attempt: 1);
        await Time.FlyAsync(TimeSpan.FromMinutes(1), ProcessAsync(handle.Id, attempt: 2));

        var second = await ProcessAsync(handle.Id, attempt: 2);
        var enqueue = await SpanAsync("enqueue work");
        Assert.True(second.IsChildOf(enqueue.Context));
        Assert.Equal([first.SpanId], second.LinksOf("previous_attempt"));
    }

    /// <summary>A task may snooze for as long as it likes, and a trace has to end.</summary>
    [Fact]
    public async Task Snooze_LaterThanTheAge_BeginsATraceThatLinksBoth()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "snooze later");
        var first = await ProcessAsync(handle.Id);
        var again = SpanAsync(span => span.LinksOf("previous_attempt").Count > 0);
        await Time.FlyAsync(TimeSpan.FromMinutes(1), again);

        var second = await again;
        Assert.True(second.IsRoot());
        Assert.Equal([first.SpanId], second.LinksOf("previous_attempt"));
        Assert.Equal([(await SpanAsync("enqueue work")).SpanId], second.LinksOf("creation"));
    }

    [Fact]
    public async Task Retry_OfAnOldTask_IsARootThatLinksBoth()
    {
        await StartAsync(options => options.MaxParentAge = TimeSpan.Zero);

        var handle = await Client.EnqueueAsync(Work, "retry once");

        var second = await ProcessAsync(handle.Id, attempt: 2);
        Assert.True(second.IsRoot());
        Assert.Single(second.LinksOf("creation"));
        Assert.Single(second.LinksOf("previous_attempt"));
    }
}
