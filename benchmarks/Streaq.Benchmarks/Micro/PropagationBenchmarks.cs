using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Streaq.Telemetry;

namespace Streaq.Benchmarks.Micro;

/// <summary>Writes the trace context into a message and reads it.</summary>
public class PropagationBenchmarks
{
    private readonly Activity _activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "a").Start();

    private readonly QueueTelemetry _queue = new() { Queue = "bench" };

    [Benchmark]
    public object? InjectNothing() => Propagation.Inject(activity: null, headers: null, _queue, out _);

    [Benchmark]
    public object? Inject() => Propagation.Inject(_activity, headers: null, _queue, out _);

    [Benchmark]
    public ActivityContext ExtractNothing() => Propagation.Extract(Samples.Message, ListenerGuard.Silent);

    [Benchmark]
    public ActivityContext Extract() => Propagation.Extract(Samples.TracedMessage, ListenerGuard.Silent);

    [GlobalCleanup]
    public void Stop() => _activity.Dispose();
}
