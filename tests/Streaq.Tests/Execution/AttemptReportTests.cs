using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaq.Execution;

namespace Streaq.Tests.Execution;

/// <summary>Reports of attempts whose outcomes were stored in one write.</summary>
public sealed class AttemptReportTests : IDisposable
{
    private readonly AttemptRig _rig = new() { Finishes = false };
    private readonly List<Activity?> _measured = [];
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();
    private int _thread;

    public AttemptReportTests()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "messaging.process.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            // Other tests measure on other threads at the same time.
            if (Environment.CurrentManagedThreadId == _thread)
            {
                _measured.Add(Activity.Current);
            }
        });
        _meters.Start();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    [Fact]
    public async Task Tell_OfSeveralAttempts_MeasuresEachInsideItsOwnSpan()
    {
        var attempts = new[] { await RunAsync("first"), await RunAsync("second") };

        Tell(attempts);

        Assert.Equal(attempts.Select(attempt => attempt.Span.Activity), _measured);
        Assert.All(attempts, attempt => Assert.True(attempt.Span.Activity!.IsStopped));
    }

    [Fact]
    public async Task Tell_OfAnAttemptWithoutSpanBehindOneWithSpan_MeasuresItOutsideOfAllSpans()
    {
        var attempts = new[] { await RunAsync("sampled"), await RunAsync("unsampled") };
        // A sampler can't prevent the span: listeners of parallel tests want all spans.
        attempts[1].Span.Dispose();
        (attempts[1].Span, attempts[1].InsideSpan) = (default, null);

        Tell(attempts);

        Assert.Equal([attempts[0].Span.Activity, null], _measured);
    }

    [Fact]
    public async Task Tell_InsideAnotherSpan_LeavesItTheCurrentOne()
    {
        var attempt = await RunAsync("first");
        using var outer = new Activity("outer").Start();

        Tell([attempt]);

        Assert.Same(outer, Activity.Current);
        Assert.Same(attempt.Span.Activity, Assert.Single(_measured));
    }

    [Fact]
    public async Task Tell_Twice_MeasuresOnce()
    {
        var attempt = await RunAsync("first");

        Tell([attempt]);
        Tell([attempt]);

        Assert.Single(_measured);
    }

    private async Task<Attempt> RunAsync(string id)
    {
        _rig.Message = message => message with { Id = id };
        return await _rig.RunAsync("", (string _) => Task.CompletedTask);
    }

    private void Tell(IReadOnlyList<Attempt> attempts)
    {
        _thread = Environment.CurrentManagedThreadId;
        _rig.Executor!.Finish(attempts, stored: true);
        _thread = 0;
    }
}
