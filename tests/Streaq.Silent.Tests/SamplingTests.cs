using System.Diagnostics;
using Streaq.Tasks;
using Streaq.Tests;

namespace Streaq.Silent.Tests;

/// <summary>A listener that decides like a parent-based sampler: a span is recorded if its parent is.</summary>
public sealed class SamplingTests : IDisposable
{
    private static readonly TaskDefinition<int> Look = new("look");

    private readonly TaskCompletionSource<(TaskMessage Message, Activity? Span)> _seen = new();
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
    };

    public SamplingTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(ActivityTraceFlags.None)]
    [InlineData(ActivityTraceFlags.Recorded)]
    public async Task Process_UnderAParentBasedSampler_FollowsTheCallersDecision(ActivityTraceFlags flags)
    {
        await using var host = await StartAsync();
        using var ambient = new Activity("GET /order") { ActivityTraceFlags = flags };
        ambient.Start();

        await host.Client.EnqueueAsync(Look, 1);

        var (message, span) = await _seen.Task.WaitAsync(QueueHost.Patience);
        Assert.EndsWith(flags is ActivityTraceFlags.Recorded ? "-01" : "-00", message.TraceParent);
        Assert.Equal(ambient.TraceId, span!.TraceId);
        Assert.Equal(flags is ActivityTraceFlags.Recorded, span.Recorded);
        Assert.Equal(flags is ActivityTraceFlags.Recorded, span.IsAllDataRequested);
    }

    [Fact]
    public async Task Process_ThatIsNotSampled_StillCarriesItsContextOn()
    {
        var outer = new TaskDefinition<int>("outer");
        await using var host = await StartAsync(streaq => streaq.Map(outer, (int _, IStreaqClient client) => client.EnqueueAsync(Look, 1)));
        using var ambient = new Activity("GET /order").Start();

        await host.Client.EnqueueAsync(outer, 1);

        Assert.Equal(ambient.TraceId, (await _seen.Task.WaitAsync(QueueHost.Patience)).Span!.TraceId);
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder>? set = null) => QueueHost.StartAsync(streaq =>
    {
        streaq.AddWorker();
        streaq.Map(Look, (int _, TaskContext context) => _seen.SetResult((context.Message, context.Activity)));
        set?.Invoke(streaq);
    });
}
