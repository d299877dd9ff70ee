using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Testing.Tests;

/// <summary>Records the spans of the tests' queue and of no other.</summary>
public sealed class SpanRecorderTests : IAsyncLifetime
{
    private readonly StreaqTestHost _queue =
        StreaqTestHost.Create(streaq => streaq.AddModule<ShopModule>(), services => services.AddSingleton<IMailer>(new FakeMailer()));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Span_OfAnAttempt_HasEndedWithWhatMiddlewareSet()
    {
        var attempt = await _queue.RunAsync(Tasks.Double, 21);

        var span = _queue.Spans.One("process math.double");
        Assert.Same(attempt.Activity, span);
        Assert.Equal(("none", "success"), (span.GetTagItem("app.tenant"), span.GetTagItem("streaq.outcome")));
        Assert.True(span.IsStopped);
    }

    [Fact]
    public async Task Spans_OfATaskAndWhatItEnqueued_AreOneTrace()
    {
        await _queue.Client.EnqueueAsync(Tasks.Place, new Order("4711", "ann@example.org"), new EnqueueOptions { Trace = TraceMode.Parent });
        await _queue.DrainAsync();

        var enqueue = _queue.Spans.One("enqueue orders.place");
        var process = _queue.Spans.One("process orders.place");
        var schedule = _queue.Spans.One("schedule mail.send");
        Assert.Equal((enqueue.SpanId, process.SpanId), (process.ParentSpanId, schedule.ParentSpanId));
    }

    [Fact]
    public async Task Attempt_RunByATest_IsAChildOfTheTestsSpan()
    {
        using var test = new Activity("test").Start();

        var attempt = await _queue.RunAsync(Tasks.Double, 21);

        Assert.Equal(test.SpanId, attempt.Activity!.ParentSpanId);
    }

    [Fact]
    public async Task Spans_OfAnotherQueue_AreNotRecorded()
    {
        await using var other = StreaqTestHost.Create(streaq => streaq.Map(Tasks.Double, (int x) => x));

        await other.RunAsync(Tasks.Double, 21);

        Assert.Empty(_queue.Spans.All);
        Assert.Single(other.Spans.All);
    }

    [Fact]
    public async Task One_OfNoneOrSeveral_SaysWhatThereIs()
    {
        var none = Assert.Throws<InvalidOperationException>(() => _queue.Spans.One("process math.double"));
        await _queue.RunAsync(Tasks.Double, 1);
        await _queue.RunAsync(Tasks.Double, 2);
        var several = Assert.Throws<InvalidOperationException>(() => _queue.Spans.One("process math.double"));

        Assert.Equal("Expected one span 'process math.double', but there were 0. Ended: none.", none.Message);
        Assert.Equal("Expected one span 'process math.double', but there were 2. Ended: 'process math.double', 'process math.double'.", several.Message);
        _queue.Spans.Clear();
        Assert.Empty(_queue.Spans.All);
    }
}
