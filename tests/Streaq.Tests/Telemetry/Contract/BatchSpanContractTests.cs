using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class BatchSpanContractTests : ContractTest
{
    [Fact]
    public async Task Batch_UpToMaxCreateSpans_CreatesEachAndLinksThemFromTheCall()
    {
        await StartAsync(options => options.MaxCreateSpans = 3);
        using var ambient = Ambient();

        var handles = await Client.EnqueueManyAsync(Work, ["ok", "ok", "ok"]);

        var call = await SpanAsync($"enqueue {Queue}");
        var created = Spans.Named("create work").ToList();
        Assert.Equal(ActivityKind.Client, call.Kind);
        Assert.True(call.IsChildOf(ambient.Context));
        Assert.Equal("send", call.Tag("messaging.operation.type"));
        Assert.Equal(3, call.Tag("messaging.batch.message_count"));
        Assert.Null(call.Tag("messaging.message.id"));
        Assert.Equal(created.Select(span => span.SpanId), call.Links.Select(link => link.Context.SpanId));
        Assert.Equal(handles.Select(handle => handle.Id), call.Links.Select(link => Assert.Single(link.Tags!).Value));
        Assert.All(created, span =>
        {
            Assert.Equal(ActivityKind.Producer, span.Kind);
            Assert.True(span.IsChildOf(ambient.Context));
            Assert.Equal("create", span.Tag("messaging.operation.type"));
        });
        Assert.Equal(handles.Select(handle => handle.Id), created.Select(span => span.Tag("messaging.message.id")));
    }

    [Fact]
    public async Task Batch_AboveMaxCreateSpans_IsOneProducerWhoseContextAllCarry()
    {
        await StartAsync(options => options.MaxCreateSpans = 2);
        using var ambient = Ambient();

        var handles = await Client.EnqueueManyAsync(Work, ["ok", "ok", "ok"]);

        var call = await SpanAsync($"enqueue {Queue}");
        Assert.Equal(ActivityKind.Producer, call.Kind);
        Assert.True(call.IsChildOf(ambient.Context));
        Assert.Empty(call.Links);
        Assert.Empty(Spans.Named("create work"));
        foreach (var handle in handles)
        {
            Assert.True((await ProcessAsync(handle.Id)).IsChildOf(call.Context));
        }
    }

    [Fact]
    public async Task Batch_OutsideAnySpan_LinksOtherTracesOnly()
    {
        await StartAsync();

        await Client.EnqueueManyAsync(Work, ["ok", "ok"]);

        var call = await SpanAsync($"enqueue {Queue}");
        Assert.True(call.IsRoot());
        Assert.Equal(2, call.Links.Count());
    }

    [Fact]
    public async Task Batch_RefusedByMiddleware_IsAnErrorOnTheCreatedSpan()
    {
        await StartAsync(set: streaq => streaq.UseEnqueue((_, _) => throw new InvalidOperationException("Not today.")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.EnqueueManyAsync(Work, ["ok", "ok"]));

        var span = await SpanAsync("create work");
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("Not today.", span.StatusDescription);
        Assert.Equal("System.InvalidOperationException", span.Tag("error.type"));
    }
}
