using Streaq.Execution;
using Streaq.Storage;
using Streaq.Telemetry;
using Streaq.Tests.Storage;
using Streaq.Workers;

namespace Streaq.Tests.Workers;

/// <summary>A handler that blocks a thread for a second is reported once.</summary>
public sealed class BlockedCallsTests
{
    private readonly LogRecorder _log = new();
    private readonly FakeTime _time = new();
    private readonly AttemptHost _host;
    private readonly BlockedCalls _calls;

    public BlockedCallsTests()
    {
        var logger = _log.CreateLogger("Streaq");
        _host = new AttemptHost(Store: null!, Lease: null!, Observer: null, new AbortRequests(), Stop: default)
        {
            Queue = "queue",
            Scopes = null!,
            Spans = new(new QueueTelemetry { Queue = "queue" }),
            Time = TimeProvider.System,
            Logger = logger,
            DisposeThrew = (_, _) => { },
        };
        _calls = new BlockedCalls([_host], _time, logger);
    }

    [Fact]
    public async Task Handler_ThatHoldsItsThread_IsReportedOnce()
    {
        // On a thread of the pool, like handlers.
        await Task.Run(() => Begin("stuck").Presence.Enter());

        _calls.Look();
        _time.Advance(BlockedCalls.Limit);
        Assert.Empty(_log.Lines);
        _calls.Look();
        _calls.Look();

        var line = Assert.Single(_log.Lines);
        Assert.Equal("streaq.task.blocking", line.Event.Name);
        Assert.Contains("stuck", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ThatAwaitsNowAndThen_IsNotReported()
    {
        var attempt = Begin("busy");
        for (var turn = 0; turn < 3; turn++)
        {
            await Task.Run(() => attempt.Presence.Enter());
            _calls.Look();
            _time.Advance(BlockedCalls.Limit);
            await Task.Run(() => attempt.Presence.Leave());
        }

        _calls.Look();
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Handlers_OneAfterTheOther_AreNotReported()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            await Task.Run(() => Begin(id).Presence.Enter());
            _calls.Look();
            _time.Advance(BlockedCalls.Limit);
        }

        Assert.Empty(_log.Lines);
    }

    private Attempt Begin(string id)
    {
        var attempt = new Attempt(new Delivery(Sample.Message(id), []), _host, registration: null, startedAt: 0);
        _host.Cancellation.Begin(attempt);
        return attempt;
    }
}
