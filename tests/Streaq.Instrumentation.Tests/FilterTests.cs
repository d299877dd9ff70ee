using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests;

public sealed class FilterTests
{
    private static readonly TaskDefinition<int> Kept = new("filter.kept");
    private static readonly TaskDefinition<int> Dropped = new("filter.dropped");

    [Fact]
    public async Task Filter_SaysNo_DropsTheSpanAndWhatFollowsFromIt()
    {
        using var tracing = Tracing.Start(
            options => options.Filter = span => span is not { TaskName: "filter.dropped", Operation: "enqueue" }, set => set.AddSource("Inside"));
        using var inside = new ActivitySource("Inside");
        var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Kept, (int _) => inside.StartActivity("inside kept")?.Dispose());
            streaq.Map(Dropped, (int _) => inside.StartActivity("inside dropped")?.Dispose());
        });
        await using (host)
        {
            await (await host.Client.EnqueueAsync(Dropped, 1)).WaitAsync(QueueHost.Patience);
            await (await host.Client.EnqueueAsync(Kept, 1)).WaitAsync(QueueHost.Patience);
        }

        Assert.Equal(["enqueue filter.kept", "inside kept", "process filter.kept"], Names(tracing));
    }

    [Fact]
    public async Task Filter_CalledForAnAttempt_SeesTypedValues()
    {
        var seen = new TaskCompletionSource<TaskSpan>();
        using var tracing = Tracing.Start(options => options.Filter = span =>
        {
            if (span.Operation == "process")
            {
                seen.TrySetResult(span);
            }

            return true;
        });
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Kept, (int _) => { }));

        var handle = await host.Client.EnqueueAsync(Kept, 1, new EnqueueOptions { Priority = "high" });

        var span = await seen.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(("filter.kept", handle.Id, host.Queue, "high", 1), (span.TaskName, span.TaskId, span.Queue, span.Priority, span.Attempt));
    }

    [Fact]
    public async Task Filter_OnASpanThatIsNotSampled_IsNotCalled()
    {
        var asked = 0;
        using var tracing = Tracing.Start(options => options.Filter = _ => ++asked > 0, set => set.SetSampler(new AlwaysOffSampler()));
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Kept, (int _) => { })))
        {
            await (await host.Client.EnqueueAsync(Kept, 1)).WaitAsync(QueueHost.Patience);
        }

        Assert.Equal(0, asked);
        Assert.Empty(tracing.Spans.Ended);
    }

    [Fact]
    public async Task Filter_Throws_KeepsTheSpanAndReports()
    {
        using var failures = new FailureLog();
        using var tracing = Tracing.Start(options => options.Filter = _ => throw new InvalidOperationException("no filter"));
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Kept, (int _) => { })))
        {
            await (await host.Client.EnqueueAsync(Kept, 1)).WaitAsync(QueueHost.Patience);
        }

        Assert.Equal(["enqueue filter.kept", "process filter.kept"], Names(tracing));
        Assert.Contains(failures.Failures, failure => Equals(failure[0], "Filter") && failure[1]!.ToString()!.Contains("no filter"));
    }

    [Fact]
    public async Task Filter_OfADisposedProvider_IsNotCalledAnyMore()
    {
        Tracing.Start(options => options.Filter = _ => false).Dispose();
        using var tracing = Tracing.Start();
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Kept, (int _) => { })))
        {
            await (await host.Client.EnqueueAsync(Kept, 1)).WaitAsync(QueueHost.Patience);
        }

        Assert.Equal(["enqueue filter.kept", "process filter.kept"], Names(tracing));
    }

    [Fact]
    public async Task Listener_OfAProviderThatDropsAll_CausesNoSampling()
    {
        using var tracing = Tracing.Start(set: set => set.SetSampler(new AlwaysOffSampler()));
        Activity? inside = null;
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Kept, (int _) => { inside = Activity.Current; }));

        await (await host.Client.EnqueueAsync(Kept, 1)).WaitAsync(QueueHost.Patience);

        // It exists only to propagate the context.
        Assert.False(inside!.Recorded);
        Assert.False(inside.IsAllDataRequested);
    }

    private static IEnumerable<string> Names(Tracing tracing) => tracing.Spans.Ended.Select(span => span.Name).Order();
}
