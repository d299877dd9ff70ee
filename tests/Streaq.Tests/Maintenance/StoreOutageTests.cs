using Streaq.Maintenance;

namespace Streaq.Tests.Maintenance;

/// <summary>Several loops notice the same outage, and it is logged once.</summary>
public sealed class StoreOutageTests
{
    private static readonly StreaqStoreException Away = new("Redis is away.") { IsTransient = true };

    private readonly FakeTime _time = new();
    private readonly LogRecorder _log = new();
    private readonly StoreOutage _outage;

    public StoreOutageTests() => _outage = new StoreOutage(_time, _log.CreateLogger("Streaq"));

    [Fact]
    public async Task Outage_OfSeveralLoops_IsLoggedByTheFirstAndEndedByTheLast()
    {
        var (one, other) = (_outage.PaceOf("One"), _outage.PaceOf("Other"));
        await FailAsync(one, Away);
        await FailAsync(other, Away);
        one.Succeeded();
        Assert.Equal(0, Logged("streaq.store.recovered"));

        other.Succeeded();

        Assert.Contains("One", Assert.Single(_log.Lines, line => line.Event.Name == "streaq.store.unreachable").Message);
        Assert.Equal(1, Logged("streaq.store.recovered"));
    }

    [Fact]
    public async Task Outage_InWhichALoopEnds_IsOverWithTheOthers()
    {
        var (one, other) = (_outage.PaceOf("One"), _outage.PaceOf("Other"));
        await FailAsync(one, Away);
        await FailAsync(other, Away);
        one.Dispose();
        other.Succeeded();

        await FailAsync(other, Away);

        Assert.Equal(2, Logged("streaq.store.unreachable"));
    }

    [Fact]
    public async Task Failure_OfOneLoopAlone_IsLoggedBesideAnOutage()
    {
        await FailAsync(_outage.PaceOf("One"), Away);

        await FailAsync(_outage.PaceOf("Other"), new FormatException("What the duty read makes no sense."));

        Assert.Equal(2, Logged("streaq.store.unreachable"));
    }

    private async Task FailAsync(RetryPace pace, Exception error)
    {
        var waiting = pace.FailedAsync(error, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(10));
        await waiting.WaitAsync(QueueHost.Patience);
    }

    private int Logged(string name) => _log.Lines.Count(line => line.Event.Name == name);
}
