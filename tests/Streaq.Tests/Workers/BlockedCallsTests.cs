using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tests.Storage;
using Streaq.Workers;

namespace Streaq.Tests.Workers;

/// <summary>Who holds a thread at two looks in a row is reported, once.</summary>
public sealed class BlockedCallsTests
{
    private readonly LogRecorder _log = new();
    private readonly AttemptHost _host;
    private readonly BlockedCalls _calls;

    public BlockedCallsTests()
    {
        var logger = _log.CreateLogger("Streaq");
        _host = new AttemptHost(Store: null!, Lease: null!, Observer: null, new AbortRequests(), Stop: default)
        {
            Queue = "queue",
            Scopes = null!,
            Time = TimeProvider.System,
            Logger = logger,
        };
        _calls = new BlockedCalls([_host], logger);
    }

    [Fact]
    public void Handler_ThatHoldsItsThread_IsReportedOnce()
    {
        _host.Calling = Attempt("stuck");

        _calls.Look();
        Assert.Empty(_log.Lines);
        _calls.Look();
        _calls.Look();

        var line = Assert.Single(_log.Lines);
        Assert.Equal("streaq.task.blocking", line.Event.Name);
        Assert.Contains("stuck", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Handlers_OneAfterTheOther_AreNotReported()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            _host.Calling = Attempt(id);
            _calls.Look();
        }

        Assert.Empty(_log.Lines);
    }

    private Attempt Attempt(string id) => new(new Delivery(Sample.Message(id), []), _host, registration: null, startedAt: 0);
}
