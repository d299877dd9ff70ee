using OpenTelemetry.Trace;
using Streaq.Instrumentation;

namespace Docs;

internal static class Sampling
{
    public static void ByRatio(TracerProviderBuilder tracing)
    {
        #region ratio
        tracing.SetSampler(new ParentBasedSampler(new LinkAwareSampler(new TraceIdRatioBasedSampler(0.1))));
        #endregion
    }

    public static void ByTask(TracerProviderBuilder tracing)
    {
        #region by-task
        var others = new ParentBasedSampler(new LinkAwareSampler(new TraceIdRatioBasedSampler(0.1)));
        tracing.SetSampler(new TaskSampler(others, "payments.capture"));
        #endregion
    }
}

#region task-sampler
/// <summary>Keeps every span of chosen tasks and every attempt after the first, and delegates the rest to another sampler.</summary>
internal sealed class TaskSampler(Sampler others, params string[] tasks) : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var (name, value) in samplingParameters.Tags ?? [])
        {
            if ((name == "streaq.task.name" && tasks.Contains(value)) || (name == "streaq.attempt" && value is > 1))
            {
                return new SamplingResult(SamplingDecision.RecordAndSample);
            }
        }

        return others.ShouldSample(samplingParameters);
    }
}
#endregion
