using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class OptionSpanContractTests : ContractTest
{
    [Fact]
    public async Task Options_ByDefault_AddNoSpans()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "ok");
        await handle.WaitAsync(QueueHost.Patience);
        await ProcessAsync(handle.Id);

        Assert.Equal(["enqueue work", "process work"], Spans.Stopped.Select(span => span.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ack_ByOption_IsARootClientSpanOfTheWrite()
    {
        await StartAsync(options => options.TraceAck = true);

        await Client.EnqueueAsync(Work, "ok");

        var span = await SpanAsync($"ack {Queue}");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsRoot());
        Assert.Empty(span.Links);
        Assert.Equal("ack", span.Tag("messaging.operation.name"));
        Assert.Equal("settle", span.Tag("messaging.operation.type"));
        Assert.Equal(1, span.Tag("messaging.batch.message_count"));
        Assert.StartsWith("worker-", (string)span.Tag("messaging.client.id")!);
    }

    [Fact]
    public async Task Receive_ByOption_IsARootClientSpanOfTheRead()
    {
        await StartAsync(options => options.TraceReceive = true);

        await Client.EnqueueAsync(Work, "ok");

        var span = await SpanAsync($"receive {Queue}");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsRoot());
        var creation = await SpanAsync("enqueue work");
        Assert.Equal([creation.SpanId], span.LinksOf("creation"));
        Assert.Equal("receive", span.Tag("messaging.operation.type"));
        Assert.Equal(1, span.Tag("messaging.batch.message_count"));
        Assert.Equal("workers", span.Tag("messaging.consumer.group.name"));
    }

    [Fact]
    public async Task Wait_ByOption_IsAClientSpanUnderTheCaller()
    {
        await StartAsync(options => options.TraceWait = true);
        using var ambient = Ambient();

        var handle = await Client.EnqueueAsync(Work, "ok");
        await handle.WaitAsync(QueueHost.Patience);

        var span = await SpanAsync("wait work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsChildOf(ambient.Context));
        Assert.Equal("wait", span.Tag("messaging.operation.name"));
        Assert.Null(span.Tag("messaging.operation.type"));
        Assert.Equal(handle.Id, span.Tag("messaging.message.id"));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task Wait_ForATaskThatFails_IsAnError()
    {
        await StartAsync(options => options.TraceWait = true);

        var handle = await Client.EnqueueAsync(Work, "fail");
        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        var span = await SpanAsync("wait work");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(thrown.Message, span.StatusDescription);
        Assert.Equal(typeof(TaskFailedException).FullName, span.Tag("error.type"));
    }

    [Fact]
    public async Task Wait_ByIdAlone_HasTheQueuesName()
    {
        await StartAsync(options => options.TraceWait = true);
        var known = await Client.EnqueueAsync(Work, "ok");
        await known.WaitAsync(QueueHost.Patience);

        await Client.Handle<int>(known.Id).WaitAsync(QueueHost.Patience);

        Assert.Equal(known.Id, (await SpanAsync($"wait {Queue}")).Tag("messaging.message.id"));
    }
}
