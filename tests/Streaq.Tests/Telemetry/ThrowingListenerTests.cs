using System.Diagnostics.Metrics;

namespace Streaq.Tests.Telemetry;

/// <summary>When a listener of a queue throws, its tasks end as they would without it, and it is logged once.</summary>
[Collection(RedisCollection.Name)]
public sealed class ThrowingListenerTests(RedisFixture redis)
{
    private static readonly string[] Operations =
        ["enqueue", "schedule", "create", "process", "retry", "snooze", "dead_letter", "ack", "receive", "abort", "wait"];

    private static readonly string[] Instruments =
    [
        "messaging.client.operation.duration", "messaging.client.sent.messages", "messaging.client.consumed.messages",
        "messaging.process.duration", "streaq.task.queue.duration", "streaq.task.lifetime", "streaq.task.attempts", "streaq.task.retries",
        "streaq.task.snoozes", "streaq.task.dead_letters", "streaq.task.aborts",
    ];

    private readonly string _queue = $"test-{Guid.NewGuid():N}";

    public static TheoryData<string, ListenerCall, bool> Spans
    {
        get
        {
            var cases = new TheoryData<string, ListenerCall, bool>();
            foreach (var (operation, at) in Operations.SelectMany(operation => Enum.GetValues<ListenerCall>().Select(at => (operation, at))))
            {
                cases.Add(operation, at, false);
                cases.Add(operation, at, true);
            }

            return cases;
        }
    }

    public static TheoryData<string, bool> Measurements
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var instrument in Instruments)
            {
                cases.Add(instrument, false);
                cases.Add(instrument, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Spans))]
    public async Task Tasks_WithAListenerThatThrowsAtASpan_EndAsWithout(string operation, ListenerCall at, bool onRedis)
    {
        using var listener = new ThrowingListener(_queue, operation, at);
        await using var round = await EveryOutcome.StartAsync(_queue, onRedis ? redis.Server.ConnectionString : null);

        await round.RunAsync();

        Assert.NotEqual(0, listener.Thrown);
        Assert.Single(round.Log.Lines, line => line.Event.Name == "streaq.telemetry.listener_threw");
        Assert.DoesNotContain(round.Log.Lines, line => line.Event.Name is "streaq.worker.loop_failed" or "streaq.store.unreachable");
    }

    [Theory]
    [MemberData(nameof(Measurements))]
    public async Task Tasks_WithAListenerThatThrowsAtAMeasurement_EndAsWithout(string instrument, bool onRedis)
    {
        var thrown = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (published, listener) =>
            {
                if (published.Meter.Name == StreaqTelemetry.SourceName && published.Name == instrument)
                {
                    listener.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => ThrowAt(tags, ref thrown));
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => ThrowAt(tags, ref thrown));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => ThrowAt(tags, ref thrown));
        listener.Start();
        await using var round = await EveryOutcome.StartAsync(_queue, onRedis ? redis.Server.ConnectionString : null);

        await round.RunAsync();

        Assert.NotEqual(0, Volatile.Read(ref thrown));
        Assert.Single(round.Log.Lines, line => line.Event.Name == "streaq.telemetry.listener_threw");
    }

    [Theory]
    [InlineData(LoggerCall.Log, false)]
    [InlineData(LoggerCall.Log, true)]
    [InlineData(LoggerCall.BeginScope, false)]
    [InlineData(LoggerCall.BeginScope, true)]
    [InlineData(LoggerCall.EndScope, false)]
    [InlineData(LoggerCall.EndScope, true)]
    public async Task Tasks_WithALoggerThatThrows_EndAsWithout(LoggerCall at, bool onRedis)
    {
        using var logs = new ThrowingLogs(at);
        await using var round = await EveryOutcome.StartAsync(_queue, onRedis ? redis.Server.ConnectionString : null, logs);

        await round.RunAsync();

        Assert.NotEqual(0, logs.Thrown);
        // The other provider received all events.
        Assert.Contains(round.Log.Lines, line => line.Event.Name == "streaq.task.dead_lettered");
    }

    private void ThrowAt(ReadOnlySpan<KeyValuePair<string, object?>> tags, ref int thrown)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "messaging.destination.name" && Equals(tag.Value, _queue))
            {
                Interlocked.Increment(ref thrown);
                throw new InvalidOperationException("This listener is broken.");
            }
        }
    }
}
