using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Telemetry of tasks that their limits hold back, and of unique tasks that are refused.</summary>
public sealed class LimitContractTests : ContractTest
{
    private static readonly TaskDefinition<int> Paced = new("paced");
    private static readonly TaskDefinition<int> Single = new("single");
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly Gate _gate = new();
    private readonly TelemetryTap _tap;

    public LimitContractTests() => _tap = new TelemetryTap(Queue);

    public override async Task DisposeAsync()
    {
        _gate.Open();
        await base.DisposeAsync();
        _tap.Dispose();
    }

    [Fact]
    public async Task LimitedTask_HeldBack_HasItsWaitOnItsOnlySpan()
    {
        await StartPacedAsync();
        var first = await Client.EnqueueAsync(Paced, 1);
        await ProcessAsync(first.Id);
        var second = await Client.EnqueueAsync(Paced, 2);

        await Time.PassAsync(Pace);

        var span = await ProcessAsync(second.Id);
        Assert.Equal((1, "success"), ((int)span.Tag("streaq.attempt")!, (string)span.Tag("streaq.outcome")!));
        Assert.Equal((2.0, 2.0), ((double)span.Tag("streaq.limit_time")!, (double)span.Tag("streaq.queue_time")!));
        Assert.Equal("api", span.Tag("streaq.trigger"));
        Assert.Null((await ProcessAsync(first.Id)).Tag("streaq.limit_time"));
        Assert.Equal(2, Spans.Named("process paced").Count());
    }

    [Fact]
    public async Task LimitedTask_HeldBack_IsCountedAndLoggedOnce()
    {
        await StartPacedAsync();
        await ProcessAsync((await Client.EnqueueAsync(Paced, 1)).Id);
        var second = await Client.EnqueueAsync(Paced, 2);
        await Time.PassAsync(Pace);
        await ProcessAsync(second.Id);

        var counted = Assert.Single(_tap.Measurements.All, measured => measured.Instrument.Name == "streaq.task.limited");
        Assert.Equal("paced", counted.Tags["streaq.task.name"]);
        Assert.Equal(LogLevel.Debug, Assert.Single(Log.Lines, line => line.Event.Name == "streaq.task.limited").Level);
    }

    [Fact]
    public async Task UniqueTask_Refused_IsAFailureWithoutADeadLetter()
    {
        await StartAsync(set: streaq =>
        {
            streaq.AddWorker(worker => worker.Concurrency = 2);
            streaq.Map(Single, (int _) => _gate.PassAsync()).WithUnique();
        });
        await Client.EnqueueAsync(Single, 1);
        await _gate.Entered;

        var refused = await Client.EnqueueAsync(Single, 2);

        var span = await ProcessAsync(refused.Id);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal(("failure", "Streaq.TaskAlreadyRunningException"), ((string)span.Tag("streaq.outcome")!, (string)span.Tag("error.type")!));
        Assert.Empty(Spans.Named("dead_letter single"));
        Assert.DoesNotContain(_tap.Measurements.All, measured => measured.Instrument.Name == "streaq.task.dead_letters");
        Assert.Equal(LogLevel.Information, Assert.Single(Log.Lines, line => line.Event.Name == "streaq.task.refused").Level);
        Assert.DoesNotContain(Log.Lines, line => line.Event.Name == "messaging.process.exception");
    }

    private Task StartPacedAsync() => StartAsync(set: streaq => streaq.Map(Paced, (int _) => { }).WithRateLimit(1, Pace));
}
