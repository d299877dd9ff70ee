using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Client;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Tests.Workers;

namespace Streaq.Tests.Telemetry.Contract;

public sealed class ReplaySpanContractTests : ContractTest
{
    [Fact]
    public async Task Replay_OfADeadLetter_IsANewEnqueueThatLinksTheDeadAttempt()
    {
        var id = await DieAsync();

        var dead = await ProcessAsync(id);
        Assert.Equal(ReplayResult.Replayed, await Client.DeadLetters.ReplayAsync(id));

        var replay = await ReplayedAsync();
        Assert.Equal("enqueue work", replay.DisplayName);
        Assert.Equal(ActivityKind.Producer, replay.Kind);
        Assert.NotEqual(dead.TraceId, replay.TraceId);
        Assert.Equal([dead.SpanId], replay.LinksOf("dead_attempt"));
        Assert.Equal(dead.Id, replay.Tag("streaq.link.dead_attempt"));
        Assert.Equal(id, replay.Tag("messaging.message.id"));
        Assert.Equal("send", replay.Tag("messaging.operation.type"));
    }

    [Fact]
    public async Task Replay_OfADeadLetter_HasItsAttemptUnderTheNewEnqueue()
    {
        var id = await DieAsync();
        var dead = await ProcessAsync(id);

        await Client.DeadLetters.ReplayAsync(id);

        var replay = await ReplayedAsync();
        var process = await SpanAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("streaq.trigger"), "replay"));
        Assert.True(process.IsChildOf(replay.Context));
        Assert.Equal([dead.SpanId], process.LinksOf("previous_attempt"));
        Assert.Equal(1, process.Tag("streaq.attempt"));
    }

    [Fact]
    public async Task Replay_InsideACallersSpan_IsUnderIt()
    {
        var id = await DieAsync();
        using var ambient = Ambient();

        await Client.DeadLetters.ReplayAsync(id);

        Assert.True((await ReplayedAsync()).IsChildOf(ambient.Context));
    }

    [Fact]
    public async Task Replay_OfATaskWithoutContext_CarriesNone()
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "fail", new EnqueueOptions { Trace = TraceMode.None });
        await SpanAsync("dead_letter work");
        await ProcessAsync(handle.Id);

        await Client.DeadLetters.ReplayAsync(handle.Id);

        var process = await SpanAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("streaq.trigger"), "replay"));
        Assert.Empty(process.LinksOf("creation"));
    }

    [Fact]
    public async Task Replay_ThatIsRefused_IsAnErrorThatSaysWhy()
    {
        var id = await DieAsync();
        var other = await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        Assert.Equal(ReplayResult.IdInUse, await Client.DeadLetters.ReplayAsync(id, other.Id));

        var replay = await ReplayedAsync();
        Assert.Equal((ActivityStatusCode.Error, "id_in_use"), (replay.Status, replay.Tag("error.type")));
        Assert.Equal((other.Id, id), (replay.Tag("messaging.message.id"), replay.Tag("messaging.message.conversation_id")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_ThatIsRefused_IsMeasuredAsItsSpanSays(bool many)
    {
        using var metrics = new MetricLog(Queue);
        var id = await DieAsync("one");
        await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Delay = TimeSpan.FromHours(1), DeduplicationKey = "one" });
        var enqueued = Log.Lines.Count(line => line.Event.Name == "streaq.task.enqueued");

        var result = many ? Assert.Single(await Client.DeadLetters.ReplayManyAsync([id])) : await Client.DeadLetters.ReplayAsync(id);

        Assert.Equal(ReplayResult.DeduplicationKeyHeld, result);
        Assert.Equal("deduplication_key_held", (await ReplayedAsync()).Tag("error.type"));
        Assert.Equal(["deduplication_key_held"], Errors(metrics, "messaging.client.sent.messages"));
        Assert.Equal(["deduplication_key_held"], Errors(metrics, "messaging.client.operation.duration"));
        Assert.Equal(enqueued, Log.Lines.Count(line => line.Event.Name == "streaq.task.enqueued"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_OfADeadLetter_IsLoggedAsEnqueued(bool many)
    {
        var id = await DieAsync();

        await (many ? Client.DeadLetters.ReplayManyAsync([id]) : (Task)Client.DeadLetters.ReplayAsync(id));

        Assert.Equal(2, Log.Lines.Count(line => line.Event.Name == "streaq.task.enqueued"));
    }

    /// <summary>The store accepts nothing: span, measurement and log report it as an outage.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_ThatFails_HasTheSameErrorTypeEverywhere(bool many)
    {
        using var metrics = new MetricLog(Queue);
        using var log = new LogRecorder();
        await using var bench = await StoreBench.OpenAsync(Queue, redis: null, Time, (_, _) => throw new FormatException(), NullLogger.Instance);
        var id = await bench.EnqueueAsync("fail");
        await using var lease = await bench.JoinAsync("worker");
        await bench.SettleAsync(lease, await bench.RunAsync(lease));
        var letters = FaultyStore.Around(
            bench.Store.DeadLetters, new Fault(many ? nameof(IDeadLetterStore.ReplayManyAsync) : nameof(IDeadLetterStore.ReplayAsync)));
        var replay = new DeadLetterReplay(
            new PayloadCodec(Queue), new QueueTelemetry { Queue = Queue }, Time, log.CreateLogger("Streaq"));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => many
            ? replay.Many.RunAsync(letters, [id], CancellationToken.None)
            : replay.RunAsync(letters, id, id, CancellationToken.None));

        Assert.Equal("System.InvalidTimeZoneException", (await ReplayedAsync()).Tag("error.type"));
        Assert.Equal(["System.InvalidTimeZoneException"], Errors(metrics, "messaging.client.sent.messages"));
        Assert.Single(log.Lines, line => line.Event.Name == "messaging.send.exception");
    }

    private static IEnumerable<string> Errors(MetricLog metrics, string instrument) =>
        metrics.Of(instrument).Where(measured => measured.Tags["messaging.operation.name"] is "enqueue")
            .Select(measured => measured.Tags.GetValueOrDefault("error.type")).OfType<string>();

    private async Task<string> DieAsync(string? key = null)
    {
        await StartAsync();
        var handle = await Client.EnqueueAsync(Work, "fail", new EnqueueOptions { DeduplicationKey = key });
        await ProcessAsync(handle.Id);
        return handle.Id;
    }

    private Task<Activity> ReplayedAsync() =>
        SpanAsync(span => span.Kind is ActivityKind.Producer && Equals(span.Tag("streaq.trigger"), "replay"));
}
