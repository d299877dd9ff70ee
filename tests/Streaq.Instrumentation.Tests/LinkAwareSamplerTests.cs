using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests;

public sealed class LinkAwareSamplerTests
{
    private static readonly TaskDefinition<int> Work = new("sampler.work");

    [Theory]
    [InlineData(true, SamplingDecision.RecordAndSample)]
    [InlineData(false, SamplingDecision.Drop)]
    public void ShouldSample_WithALink_FollowsTheLink(bool sampled, SamplingDecision expected)
    {
        var sampler = new LinkAwareSampler(new AlwaysOffSampler());
        var flags = sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None;
        var link = new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags));

        var result = sampler.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "x", ActivityKind.Consumer, tags: null, [link]));

        Assert.Equal(expected, result.Decision);
    }

    [Fact]
    public void ShouldSample_WithoutLinks_AsksTheInnerSampler()
    {
        var sampler = new LinkAwareSampler(new AlwaysOnSampler());

        var result = sampler.ShouldSample(new SamplingParameters(default, ActivityTraceId.CreateRandom(), "x", ActivityKind.Consumer));

        Assert.Equal(SamplingDecision.RecordAndSample, result.Decision);
        Assert.Equal("LinkAwareSampler{AlwaysOnSampler}", sampler.Description);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attempt_InATraceOfItsOwn_IsKeptWhereItsLinkIsFollowed(bool linkAware)
    {
        Sampler roots = new EnqueuesOnly();
        using var tracing = Tracing.Start(set: set => set.SetSampler(new ParentBasedSampler(linkAware ? new LinkAwareSampler(roots) : roots)));
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { })))
        {
            await (await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Trace = TraceMode.Link })).WaitAsync(QueueHost.Patience);
        }

        string[] expected = linkAware ? ["enqueue sampler.work", "process sampler.work"] : ["enqueue sampler.work"];
        Assert.Equal(expected, tracing.Spans.Ended.Select(span => span.Name).Order());
    }

    private sealed class EnqueuesOnly : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(samplingParameters.Name.StartsWith("enqueue", StringComparison.Ordinal));
    }
}
