using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Maintenance;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Which events are counted, and which are counted once.</summary>
public sealed class CountingContractTests : ContractTest
{
    private readonly TelemetryTap _tap;

    public CountingContractTests() => _tap = new TelemetryTap(Queue);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _tap.Dispose();
    }

    [Fact]
    public async Task Replay_OfADeadLetter_CountsAsSent()
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "fail");
        await ProcessAsync(handle.Id);
        Assert.Single(Measured("messaging.client.sent.messages"));

        await Client.DeadLetters.ReplayAsync(handle.Id);

        Assert.Equal(2, Measured("messaging.client.sent.messages").Count);
    }

    [Fact]
    public async Task Batch_RefusedByMiddleware_CountsAsSentWithItsError()
    {
        await StartAsync(set: streaq => streaq.UseEnqueue((_, _) => throw new InvalidOperationException("Not today.")));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.EnqueueManyAsync(Work, ["ok", "ok"]));

        Assert.Equal("System.InvalidOperationException", Assert.Single(Measured("messaging.client.sent.messages")).Tags["error.type"]);
    }

    [Fact]
    public async Task Batch_Enqueued_IsLoggedTaskByTask()
    {
        await StartAsync();

        await Client.EnqueueManyAsync(Work, ["ok", "ok", "ok"]);

        Assert.Equal(3, Log.Lines.Count(line => line.Event.Name == "streaq.task.enqueued"));
    }

    [Fact]
    public async Task Callback_OfAGroup_IsLoggedAsEnqueued()
    {
        await StartAsync();

        await Client.GroupAsync(Work, ["ok"], new GroupOptions { OnFinished = GroupCallback.Of(Work, "ok") });

        Assert.Equal(2, Log.Lines.Count(line => line.Event.Name == "streaq.task.enqueued"));
    }

    [Fact]
    public async Task Firing_OfASchedule_IsLoggedAsEnqueued()
    {
        await StartAsync(set: streaq => streaq.Cron("tick", "* * * * *", () => { }));

        await Time.PassAsync(TimeSpan.FromMinutes(1));
        await SpanAsync("process tick");

        Assert.Contains("tick", (await Log.SeenAsync("streaq.task.enqueued").WaitAsync(QueueHost.Patience)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_ThatCannotBeReached_CountsAsAnError()
    {
        await using var host = await QueueHost.StartAsync(
            _ => { }, "127.0.0.1:1,connectTimeout=500,connectRetry=1", queue: $"{Queue}-unreachable");

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, "ok"));

        Assert.Equal("StackExchange.Redis.RedisConnectionException", Assert.Single(Measured("streaq.redis.errors")).Tags["error.type"]);
    }

    [Fact]
    public async Task Gauges_OfTwoWorkers_AreReportedByOneAtATime()
    {
        await using var bench = await StoreBench.OpenAsync(Queue, redis: null, Time, (_, _) => Task.CompletedTask, NullLogger.Instance);
        await bench.EnqueueAsync("ok");
        var (first, second) = (new QueueGauges(Queue), new QueueGauges(Queue));
        var (one, other) = (new SampleQueue(["high", "normal", "low"], first, Time), new SampleQueue(["high", "normal", "low"], second, Time));

        await one.RunOnceAsync(bench.Store, CancellationToken.None);
        await other.RunOnceAsync(bench.Store, CancellationToken.None);
        _tap.CollectGauges();
        Assert.Single(Measured("streaq.queue.oldest.age"));

        // The first worker died. After its term the other one reports. The first no longer does, even if it comes back.
        Time.Advance(TimeSpan.FromSeconds(15));
        await other.RunOnceAsync(bench.Store, CancellationToken.None);
        await one.RunOnceAsync(bench.Store, CancellationToken.None);
        _tap.CollectGauges();
        Assert.Equal(2, Measured("streaq.queue.oldest.age").Count);
        first.Remove();
        second.Remove();
    }

    private List<Measured> Measured(string name) => [.. _tap.Measurements.All.Where(measured => measured.Instrument.Name == name)];
}
