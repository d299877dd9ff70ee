using System.Diagnostics;

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>A propagator is user code. Its failure must not cost a task more than its trace.</summary>
public sealed class OddPropagatorTests
{
    private static readonly TaskDefinition<int> Work = new("propagation.odd");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Propagator_WhoseFieldsThrowOrAreNull_KeepsNoTaskFromTheQueue(bool throws)
    {
        var seen = new TaskCompletionSource<IEnumerable<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = StreaqTelemetry.Propagator;
        StreaqTelemetry.Propagator = new OddPropagator(throws);
        try
        {
            await using var host = await QueueHost.StartAsync(
                streaq => streaq.AddWorker().Map(Work, (int _, TaskContext context) => seen.SetResult(context.Headers.Keys)));

            await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Headers = new Dictionary<string, string> { ["tenant"] = "a" } });

            Assert.Equal(["tenant"], await seen.Task.WaitAsync(QueueHost.Patience));
            Assert.Equal(throws, host.Log.Lines.Any(line => line.Event.Name == "streaq.telemetry.listener_threw"));
        }
        finally
        {
            StreaqTelemetry.Propagator = before;
        }
    }

    private sealed class OddPropagator(bool throws) : DistributedContextPropagator
    {
        public override IReadOnlyCollection<string> Fields => throws ? throw new InvalidOperationException("no fields") : null!;

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
        {
        }

        public override void ExtractTraceIdAndState(
            object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) => (traceId, traceState) = (null, null);

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
