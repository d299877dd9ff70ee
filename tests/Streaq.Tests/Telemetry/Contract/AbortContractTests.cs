using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>An abort is no error: it has a span in its caller's trace, and the attempt's span links to that.</summary>
public sealed class AbortContractTests : ContractTest
{
    private readonly TelemetryTap _tap;

    public AbortContractTests() => _tap = new TelemetryTap(Queue);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _tap.Dispose();
    }

    [Fact]
    public async Task Abort_OfARunningTask_EndsItsSpanAsAbortedWithALinkToTheAborter()
    {
        await StartAsync();
        var handle = await WaitingAsync();
        using var ambient = Ambient();

        Assert.True(await handle.AbortAsync(QueueHost.Patience));

        var process = await ProcessAsync(handle.Id);
        var abort = await SpanAsync("abort work");
        Assert.Equal(("aborted", ActivityStatusCode.Unset), (process.Tag("streaq.outcome"), process.Status));
        Assert.Null(process.Tag("error.type"));
        Assert.Equal([abort.SpanId], process.LinksOf("aborter"));
        Assert.Equal(abort.Id, process.Tag("streaq.link.aborter"));
        Assert.Equal((ActivityKind.Client, ambient.SpanId), (abort.Kind, abort.ParentSpanId));
        Assert.Equal(("abort", "settle", "aborted"), (abort.Tag("messaging.operation.name"), abort.Tag("messaging.operation.type"), abort.Tag("streaq.outcome")));
    }

    [Fact]
    public async Task Abort_OfAScheduledTask_IsASpanAloneAndCounted()
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        Assert.True(await Client.AbortAsync(handle.Id));

        var abort = await SpanAsync("abort work");
        Assert.Equal((handle.Id, "work"), (abort.Tag("messaging.message.id"), abort.Tag("streaq.task.name")));
        Assert.DoesNotContain(Spans.Stopped, span => span.Kind is ActivityKind.Consumer);
        Assert.Equal("work", Assert.Single(Measured("streaq.task.aborts")).Tags["streaq.task.name"]);
        Assert.Single(Log.Lines, line => line.Event.Name == "streaq.task.aborted");
    }

    [Fact]
    public async Task Abort_OfARunningTask_IsCountedOnceAndLoggedWithoutAnException()
    {
        await StartAsync();
        var handle = await WaitingAsync();

        Assert.True(await handle.AbortAsync(QueueHost.Patience));

        await StopAsync();
        Assert.Single(Measured("streaq.task.aborts"));
        Assert.Equal("aborted", Assert.Single(Measured("messaging.process.duration")).Tags["streaq.outcome"]);
        Assert.Single(Log.Lines, line => line.Event.Name == "streaq.task.aborted");
        Assert.DoesNotContain(Log.Lines, line => line.Event.Name is "messaging.process.exception" or "streaq.task.dead_lettered");
    }

    [Fact]
    public async Task Abort_OfAnUnknownTask_HasTheQueuesName()
    {
        await StartAsync();

        Assert.False(await Client.AbortAsync("never-seen"));

        var abort = await SpanAsync($"abort {Queue}");
        Assert.Null(abort.Tag("streaq.outcome"));
        Assert.Empty(Measured("streaq.task.aborts"));
    }

    private List<Measured> Measured(string name) => [.. _tap.Measurements.All.Where(measured => measured.Instrument.Name == name)];
}
