using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A snooze is an outcome of its own, and no error.</summary>
public sealed class SnoozeContractTests : ContractTest
{
    private readonly TelemetryTap _tap;

    public SnoozeContractTests() => _tap = new TelemetryTap(Queue);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _tap.Dispose();
    }

    [Fact]
    public async Task Snooze_OfAnAttempt_IsNoErrorAndIsLinkedByTheNextOne()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "snooze once");

        var second = await SpanAsync(span => Equals(span.Tag("streaq.trigger"), "snooze"));
        var first = await ProcessAsync(handle.Id);
        Assert.Equal(("snoozed", ActivityStatusCode.Unset), (first.Tag("streaq.outcome"), first.Status));
        Assert.Null(first.Tag("error.type"));
        Assert.Equal((1, "success"), (second.Tag("streaq.attempt"), second.Tag("streaq.outcome")));
        Assert.Equal([first.SpanId], second.LinksOf("previous_attempt"));
        Assert.Equal(first.TraceId, second.TraceId);
    }

    [Fact]
    public async Task Snooze_Always_IsAClientSpanUnderTheAttempt()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "snooze once");

        var first = await ProcessAsync(handle.Id);
        var span = await SpanAsync("snooze work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsChildOf(first.Context));
        Assert.Equal(("snooze", "settle", 0.0), (span.Tag("messaging.operation.name"), span.Tag("messaging.operation.type"), span.Tag("streaq.retry.delay")));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
    }

    [Fact]
    public async Task Snooze_OfAnAttempt_IsCountedApartAndLoggedWithoutAnException()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "snooze once");

        await handle.WaitAsync(QueueHost.Patience);
        await StopAsync();
        Assert.Equal(["snoozed", "success"], Measured("messaging.process.duration").Select(measured => measured.Tags["streaq.outcome"]));
        Assert.All(Measured("messaging.process.duration"), measured => Assert.False(measured.Tags.ContainsKey("error.type")));
        Assert.Equal("work", Assert.Single(Measured("streaq.task.snoozes")).Tags["streaq.task.name"]);
        Assert.Empty(Measured("streaq.task.retries"));
        Assert.Single(Log.Lines, line => line.Event.Name == "streaq.task.snoozed");
        Assert.DoesNotContain(Log.Lines, line => line.Event.Name is "messaging.process.exception" or "streaq.task.retrying");
    }

    private List<Measured> Measured(string name) => [.. _tap.Measurements.All.Where(measured => measured.Instrument.Name == name)];
}
