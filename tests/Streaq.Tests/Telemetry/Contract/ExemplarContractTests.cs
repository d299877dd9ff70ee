using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>An exemplar has the span that is current during a measurement: each measurement is taken inside its span.</summary>
public sealed class ExemplarContractTests : ContractTest
{
    private static readonly TaskDefinition<string, int> Length = new("length");
    private static readonly TaskDefinition<int> Print = new("print");

    private readonly MeterListener _meters = new();
    private readonly Seen<(string What, Activity? Span)> _measured = new();

    public ExemplarContractTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StreaqTelemetry.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _meters.Start();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _meters.Dispose();
    }

    [Theory]
    [InlineData("messaging.client.operation.duration receive", "receive {queue}")]
    [InlineData("messaging.client.consumed.messages receive", "receive {queue}")]
    [InlineData("messaging.client.operation.duration ack", "ack {queue}")]
    [InlineData("messaging.client.operation.duration enqueue", "enqueue work")]
    [InlineData("messaging.client.sent.messages enqueue", "enqueue work")]
    public async Task Operation_Measured_IsInsideItsSpan(string measurement, string span)
    {
        await StartAsync(options => options.TraceReceive = options.TraceAck = true);

        await (await Client.EnqueueAsync(Work, "ok")).WaitAsync(QueueHost.Patience);

        Assert.Equal(span.Replace("{queue}", Queue), (await MeasuredAsync(measurement)).DisplayName);
    }

    [Theory]
    [InlineData("streaq.cron.delay", "schedule work")]
    [InlineData("messaging.client.sent.messages enqueue", "schedule work")]
    [InlineData("streaq.cron.dropped", "drop work")]
    public async Task Firing_Measured_IsInsideItsSpan(string measurement, string span)
    {
        await using var bench = await OpenAsync();
        await PutAsync(bench, "fires", "* * * * *", maxDrift: null);
        await PutAsync(bench, "late", "0 0 1 6 *", TimeSpan.FromSeconds(1));

        await new FireSchedules([], new CronTelemetry(bench.Telemetry), Time, NullLogger.Instance).RunOnceAsync(bench.Store, CancellationToken.None);

        Assert.Equal(span, (await MeasuredAsync(measurement)).DisplayName);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task Pipeline_Measured_IsInsideTheSpanOfEachStage()
    {
        await StartAsync();
        using var ambient = Ambient();

        await Client.Pipeline(Length, "ok").Then(Print).EnqueueAsync();

        Assert.Equal(["enqueue length", "enqueue print"], SentInside().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replays_OfMany_AreMeasuredInsideTheSpanOfEach()
    {
        await StartAsync();
        string[] ids = [(await Client.EnqueueAsync(Work, "fail")).Id, (await Client.EnqueueAsync(Work, "fail")).Id];
        await ProcessAsync(ids[0]);
        await ProcessAsync(ids[1]);
        using var ambient = Ambient();

        await Client.DeadLetters.ReplayManyAsync(ids);

        Assert.Equal(ids.Order(StringComparer.Ordinal), _measured.All.Where(measured => measured.What == "messaging.client.sent.messages enqueue")
            .Select(measured => measured.Span!).Where(span => span.Tag("streaq.trigger") is "replay")
            .Select(span => (string)span.Tag("messaging.message.id")!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Claim_Measured_IsInsideItsSpan()
    {
        await using var bench = await OpenAsync();
        await bench.EnqueueAsync("ok");
        await using (var dead = await bench.JoinAsync("dead"))
        {
            await dead.FetchAsync(1, TimeSpan.Zero, [], CancellationToken.None);
        }

        await bench.ExpireLeaseAsync("dead");
        await bench.ReclaimAsync("live");

        Assert.Equal($"claim {Queue}", (await MeasuredAsync("streaq.lease.reclaimed")).DisplayName);
        Assert.Null(Activity.Current);
    }

    private Task<StoreBench> OpenAsync() =>
        StoreBench.OpenAsync(Queue, redis: null, Time, static (_, _) => Task.CompletedTask, NullLogger.Instance);

    private static async Task PutAsync(StoreBench bench, string id, string expression, TimeSpan? maxDrift) => await bench.Store.Schedules.PutAsync(
        new ScheduleDefinition
        {
            Id = id,
            Expression = expression,
            MaxDrift = maxDrift,
            TaskName = Work.Name,
            Body = Encoding.UTF8.GetBytes("\"ok\""),
            Priority = "normal",
        },
        1_000,
        CancellationToken.None);

    private IEnumerable<string?> SentInside() => _measured.All
        .Where(measured => measured.What == "messaging.client.sent.messages enqueue").Select(measured => measured.Span?.DisplayName);

    private async Task<Activity> MeasuredAsync(string measurement) =>
        Assert.IsType<Activity>((await _measured.FirstAsync(measured => measured.What == measurement)).Span);

    /// <summary>Adds a measurement with its operation, if it has one.</summary>
    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new Dictionary<string, object?>(tags.ToArray());
        if (Equals(all.GetValueOrDefault("messaging.destination.name"), Queue))
        {
            _measured.Add(($"{instrument.Name} {all.GetValueOrDefault("messaging.operation.name")}".TrimEnd(), Activity.Current));
        }
    }
}
