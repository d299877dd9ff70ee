using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation;

/// <summary>Samples a span that links to a sampled span, and delegates all other spans to another sampler.</summary>
/// <remarks>
/// Meant for the roots of traces:
/// <c>new ParentBasedSampler(new LinkAwareSampler(new TraceIdRatioBasedSampler(0.1)))</c>. As with every sampler, links that are
/// added after the span has started have no effect.
/// </remarks>
public sealed class LinkAwareSampler : Sampler
{
    private readonly Sampler _inner;

    /// <summary>Creates the sampler.</summary>
    /// <param name="inner">The sampler of spans without a link to a sampled span.</param>
    public LinkAwareSampler(Sampler inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        Description = $"LinkAwareSampler{{{inner.Description}}}";
    }

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var link in samplingParameters.Links ?? [])
        {
            if (link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
            {
                return new SamplingResult(SamplingDecision.RecordAndSample);
            }
        }

        return _inner.ShouldSample(samplingParameters);
    }
}
