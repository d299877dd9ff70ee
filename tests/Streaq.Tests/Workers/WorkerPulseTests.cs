using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Hosting.Health;
using Streaq.Maintenance;
using Streaq.Workers;

namespace Streaq.Tests.Workers;

public sealed class WorkerPulseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTime _time = new();
    private readonly LoopFaults _faults = new("the.queue", NullLogger.Instance);

    [Fact]
    public void Pulse_OfAWorkerThatServes_TellsHowLongItsLeaseLasts()
    {
        var pulse = Serving();

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(20), pulse.Read().LeaseRemaining);
        pulse.Renewed(_time.GetTimestamp());
        Assert.Equal(Lease, pulse.Read().LeaseRemaining);
        Assert.Null(Trouble(pulse));
    }

    [Fact]
    public void Pulse_OfAProcessThatStoodStill_ShowsALeaseThatRanOut()
    {
        var pulse = Serving();

        _time.Advance(Lease + TimeSpan.FromSeconds(5));

        Assert.Contains("ran out 00:00:05 ago", Trouble(pulse), StringComparison.Ordinal);
    }

    [Fact]
    public void Pulse_AfterAFetchFailed_IsTroubledUntilOneSucceeds()
    {
        var pulse = Serving();

        pulse.FetchFails = true;
        Assert.Contains("can't fetch", Trouble(pulse), StringComparison.Ordinal);
        pulse.FetchFails = false;
        Assert.Null(Trouble(pulse));
    }

    [Fact]
    public void Pulse_InEveryOtherPhase_IsTroubled()
    {
        var pulse = new WorkerPulse(_time, _faults);
        Assert.Contains("has not started", Trouble(pulse), StringComparison.Ordinal);

        pulse.Joining();
        Assert.Contains("asks for a lease", Trouble(pulse), StringComparison.Ordinal);

        pulse.Joined(_time.GetTimestamp(), Lease, new HeldCount());
        pulse.FetchEnded(leaseLost: true);
        Assert.Contains("has lost its lease", Trouble(pulse), StringComparison.Ordinal);
        Assert.Null(pulse.Read().LeaseRemaining);

        pulse.FetchEnded(leaseLost: false);
        Assert.Contains("is stopping", Trouble(pulse), StringComparison.Ordinal);

        pulse.Ended();
        Assert.Contains("has ended", Trouble(pulse), StringComparison.Ordinal);
    }

    [Fact]
    public void Pulse_WithALoopThatFailed_NamesItUntilItWorks()
    {
        var pulse = Serving();

        _faults.Report("FetchLoop", new FormatException());
        _faults.Report("Completer", new FormatException());
        Assert.Contains("Completer of worker", Trouble(pulse), StringComparison.Ordinal);
        _faults.Work("Completer");
        Assert.Contains("FetchLoop of worker", Trouble(pulse), StringComparison.Ordinal);
        _faults.Work("FetchLoop", "Completer");
        Assert.Null(Trouble(pulse));
    }

    private static string? Trouble(WorkerPulse pulse) => WorkerTrouble.Describe(pulse.Read(), new WorkerOptions());

    private WorkerPulse Serving()
    {
        var pulse = new WorkerPulse(_time, _faults);
        pulse.Joining();
        pulse.Joined(_time.GetTimestamp(), Lease, new HeldCount());
        return pulse;
    }
}
