using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A pause is logged by the client that made it, and a gauge shows it for as long as it lasts.</summary>
public sealed class PauseContractTests : ContractTest
{
    [Fact]
    public async Task Pause_OfAPriority_IsLoggedOnce()
    {
        await StartAsync();

        await Client.PauseAsync("low");
        await Client.PauseAsync("low");
        await Client.ResumeAsync("low");
        await Client.PauseAsync();

        Assert.Equal(
            [
                $"Paused queue {Queue}, priority low: workers fetch nothing of it",
                $"Resumed queue {Queue}, priority low",
                $"Paused queue {Queue}, priority (all): workers fetch nothing of it",
            ],
            Log.Lines.Where(line => line.Event.Name?.StartsWith("streaq.queue.") == true).Select(line => line.Message));
    }

    [Fact]
    public async Task Gauge_OfAPausedPriority_IsOne()
    {
        using var metrics = new MetricLog(Queue);
        var store = new InMemoryTaskStore(new StoreOptions(Queue), Time);
        var gauges = new QueueGauges(Queue);
        var sample = new SampleQueue(["high", "low"], gauges, Time);

        await store.Pauses.PauseAsync("low", default);
        await ObserveAsync();
        await store.Pauses.PauseAsync(null, default);
        await ObserveAsync();

        gauges.Remove();
        Assert.Equal(
            [("high", 0), ("low", 1), ("high", 1), ("low", 1)],
            metrics.Of("streaq.queue.paused").Select(measured => ((string)measured.Tags["streaq.priority"]!, measured.Value)));

        async Task ObserveAsync()
        {
            await sample.RunOnceAsync(store, CancellationToken.None);
            metrics.Observe();
        }
    }
}
