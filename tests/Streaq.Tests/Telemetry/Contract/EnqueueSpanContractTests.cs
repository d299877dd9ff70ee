using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class EnqueueSpanContractTests : ContractTest
{
    [Fact]
    public async Task Enqueue_InsideACallersSpan_IsAProducerSpanUnderIt()
    {
        await StartAsync();
        using var ambient = Ambient();

        var handle = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Priority = "high" });

        var span = await SpanAsync("enqueue work");
        Assert.Equal(ActivityKind.Producer, span.Kind);
        Assert.True(span.IsChildOf(ambient.Context));
        Assert.Empty(span.Links);
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal("streaq", span.Tag("messaging.system"));
        Assert.Equal("enqueue", span.Tag("messaging.operation.name"));
        Assert.Equal("send", span.Tag("messaging.operation.type"));
        Assert.Equal(Queue, span.Tag("messaging.destination.name"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.id"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.conversation_id"));
        Assert.Equal("work", span.Tag("streaq.task.name"));
        Assert.Equal("high", span.Tag("streaq.priority"));
        Assert.Null(span.Tag("streaq.parent_id"));
    }

    [Fact]
    public async Task Enqueue_OutsideAnySpan_IsARootWithoutLinks()
    {
        await StartAsync();

        await Client.EnqueueAsync(Work, "ok");

        var span = await SpanAsync("enqueue work");
        Assert.True(span.IsRoot());
        Assert.Empty(span.Links);
    }

    [Fact]
    public async Task Enqueue_InsideATask_NamesTheTaskAndTheConversation()
    {
        var inner = new TaskDefinition<string>("inner");
        await StartAsync(set: streaq => streaq.Map(new TaskDefinition<int>("outer"), (int _) => Client.EnqueueAsync(inner, "ok")));

        var outer = await Client.EnqueueAsync(new TaskDefinition<int>("outer"), 1);

        var span = await SpanAsync("enqueue inner");
        var process = await SpanAsync("process outer");
        Assert.True(span.IsChildOf(process.Context));
        Assert.Equal(outer.Id, span.Tag("streaq.parent_id"));
        Assert.Equal(outer.Id, span.Tag("messaging.message.conversation_id"));
    }

    [Fact]
    public async Task Enqueue_ThatFails_IsAnErrorWithItsTypeAndMessage()
    {
        await StartAsync(set: streaq => streaq.UseEnqueue((_, _) => throw new InvalidOperationException("Not today.")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.EnqueueAsync(Work, "ok"));

        var span = await SpanAsync("enqueue work");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("Not today.", span.StatusDescription);
        Assert.Equal("System.InvalidOperationException", span.Tag("error.type"));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Enqueue_ThatFails_HasTheExceptionAsAnEventByOption(bool record, int events)
    {
        await StartAsync(
            options => options.RecordException = record,
            streaq => streaq.UseEnqueue((_, _) => throw new InvalidOperationException("Not today.")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.EnqueueAsync(Work, "ok"));

        Assert.Equal(events, (await SpanAsync("enqueue work")).Events.Count(told => told.Name == "exception"));
    }

    [Fact]
    public async Task Schedule_WithADelay_IsAProducerSpanOfItsOwnName()
    {
        await StartAsync();
        using var ambient = Ambient();

        await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromSeconds(30) });

        var span = await SpanAsync("schedule work");
        Assert.Equal(ActivityKind.Producer, span.Kind);
        Assert.True(span.IsChildOf(ambient.Context));
        Assert.Equal("schedule", span.Tag("messaging.operation.name"));
        Assert.Equal("send", span.Tag("messaging.operation.type"));
    }
}
