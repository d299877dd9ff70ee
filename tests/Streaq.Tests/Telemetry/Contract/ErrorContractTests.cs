using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>An error has the same type on its span, in its measurement and in the log.</summary>
public sealed class ErrorContractTests : ContractTest
{
    private const string Duration = "messaging.client.operation.duration";

    [Fact]
    public async Task Enqueue_ThatFails_HasTheSameErrorTypeEverywhere()
    {
        using var metrics = new MetricLog(Queue);
        await StartAsync(set: streaq => streaq.UseEnqueue((_, _) => throw new BrokenException<int>()));

        await Assert.ThrowsAsync<BrokenException<int>>(() => Client.EnqueueAsync(Work, "ok"));

        // A generic type has no assembly in its name: the version would make another error of each release.
        var type = $"{typeof(BrokenException<>).FullName}[System.Int32]";
        Assert.Equal(type, (await SpanAsync("enqueue work")).Tag("error.type"));
        Assert.Equal([type], metrics.Of(Duration).Select(measured => measured.Tags["error.type"]));
        var line = Assert.Single(Log.Lines, line => line.Event.Name == "messaging.send.exception");
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.IsType<BrokenException<int>>(line.Exception);
        Assert.Contains($"{type}: It is broken.", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enqueue_ThatTheCallerCancels_IsNoEvent()
    {
        await StartAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client.EnqueueAsync(Work, "ok", cancellationToken: new CancellationToken(canceled: true)));

        Assert.DoesNotContain(Log.Lines, line => line.Event.Name == "messaging.send.exception");
    }

    [Fact]
    public async Task Write_AfterALostLease_IsAnErrorInItsSpanAndItsMeasurement()
    {
        using var metrics = new MetricLog(Queue);
        await using var bench = await StoreBench.OpenAsync(
            Queue, redis: null, Time, (_, _) => Task.CompletedTask, NullLogger.Instance, options => options.TraceAck = true);
        await bench.EnqueueAsync("ok");
        await using var lease = await bench.JoinAsync("slow");
        var attempt = await bench.RunAsync(lease);
        await bench.ExpireLeaseAsync("slow");
        await bench.ReclaimAsync("live");

        await bench.SettleAsync(lease, attempt);

        Assert.Equal("lease_lost", (await SpanAsync($"ack {Queue}")).Tag("error.type"));
        Assert.Equal("lease_lost", Assert.Single(metrics.Of(Duration), measured => measured.Tags["messaging.operation.name"] is "ack").Tags["error.type"]);
        Assert.Equal("lease_lost", Assert.Single(metrics.Of("messaging.process.duration")).Tags["streaq.outcome"]);
        Assert.Empty(metrics.Of("streaq.task.lifetime"));
    }

    [Fact]
    public async Task Write_BrokenOffByALostLease_IsAnErrorInItsSpanAndItsMeasurement()
    {
        using var metrics = new MetricLog(Queue);
        using var lost = new CancellationTokenSource();
        await using var bench = await StoreBench.OpenAsync(
            Queue, redis: null, Time, (_, _) => Task.CompletedTask, NullLogger.Instance, options => options.TraceAck = true);
        await bench.EnqueueAsync("ok");
        await using var lease = new LostLease(await bench.JoinAsync("slow"), lost);
        var attempt = await bench.RunAsync(lease);

        await bench.SettleAsync(lease, attempt, lost.Token);

        Assert.Equal("lease_lost", (await SpanAsync($"ack {Queue}")).Tag("error.type"));
        Assert.Equal("lease_lost", Assert.Single(metrics.Of(Duration), measured => measured.Tags["messaging.operation.name"] is "ack").Tags["error.type"]);
    }

    [Fact]
    public async Task Read_AfterALostLease_IsAnErrorInItsSpanAndItsMeasurement()
    {
        using var metrics = new MetricLog(Queue);
        await using var bench = await StoreBench.OpenAsync(
            Queue, redis: null, Time, (_, _) => Task.CompletedTask, NullLogger.Instance, options => options.TraceReceive = true);
        using var lost = new CancellationTokenSource();
        await using var lease = new LostLease(await bench.JoinAsync("slow"), lost);
        await lost.CancelAsync();
        var isTold = false;
        var loop = new FetchLoop(
            lease,
            new TaskBuffer(new WorkerOptions(), Time),
            new ReceiveTelemetry(bench.Telemetry),
            new WorkerPulse(Time, new LoopFaults(Queue, NullLogger.Instance)),
            empty: null,
            Time,
            new StoreOutage(Time, NullLogger.Instance))
        {
            LeaseLost = () => isTold = true,
        };

        await loop.RunAsync(CancellationToken.None).WaitAsync(QueueHost.Patience);

        Assert.True(isTold);
        Assert.Equal((ActivityStatusCode.Error, "lease_lost"), ((await SpanAsync($"receive {Queue}")).Status, Spans.Named($"receive {Queue}").Single().Tag("error.type")));
        Assert.Equal("lease_lost", Assert.Single(metrics.Of(Duration)).Tags["error.type"]);
    }

    [Fact]
    public async Task Read_ThatFails_IsAnErrorInItsSpanAndItsMeasurement()
    {
        using var metrics = new MetricLog(Queue);
        var telemetry = new ReceiveTelemetry(new QueueTelemetry { Queue = Queue, TraceReceive = true });

        telemetry.Failed("worker", Time.GetUtcNow(), seconds: 1, new StreaqStoreException("It is away."));

        var span = await SpanAsync($"receive {Queue}");
        Assert.Equal((ActivityStatusCode.Error, "Streaq.StreaqStoreException"), (span.Status, span.Tag("error.type")));
        Assert.Equal("Streaq.StreaqStoreException", Assert.Single(metrics.Of(Duration)).Tags["error.type"]);
    }

    [Fact]
    public async Task Read_ThatWaited_IsMeasuredFromWhenThereWasSomethingToRead()
    {
        using var metrics = new MetricLog(Queue);
        await StartAsync();
        await Time.TimerSetAsync(due => due == TimeSpan.FromSeconds(30)).WaitAsync(QueueHost.Patience);
        Time.Advance(TimeSpan.FromSeconds(20));

        await (await Client.EnqueueAsync(Work, "ok")).WaitAsync(QueueHost.Patience);
        await StopAsync();

        Assert.Equal(0, Assert.Single(metrics.Of(Duration), measured => measured.Tags["messaging.operation.name"] is "receive").Value);
    }

    /// <summary>A lease that is found lost while outcomes are written, and by each read after that.</summary>
    private sealed class LostLease(NotingLease inner, CancellationTokenSource lost) : NotingLease(inner)
    {
        public override ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
            lost.IsCancellationRequested ? throw new LeaseLostException() : base.FetchAsync(room, wait, deliveries, cancellationToken);

        public override ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
        {
            lost.Cancel();
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private sealed class BrokenException<T>() : Exception("It is broken.");
}
