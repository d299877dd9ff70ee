using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;

// B3Propagator moved to a package that not every registry mirrors. The format and this class's output are the same.
#pragma warning disable CS0618

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>The trace context travels with a task, whatever fields the propagator writes.</summary>
[Collection(RedisCollection.Name)]
public sealed class TraceContextPropagationTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("propagation.work");

    [Fact]
    public async Task TraceContext_InFieldsOfItsOwnBesideThoseOfW3C_IsReadByItsPropagator()
    {
        using var propagating = Tracing.Propagating(new TraceContextPropagator(), new B3Propagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString);

        await host.Client.EnqueueAsync(Work, 1);

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        var enqueue = (await tracing.Spans.WaitForAsync("enqueue propagation.work")).Activity;
        Assert.Equal((enqueue.TraceId, enqueue.SpanId), (process.TraceId, process.ParentSpanId));
    }

    [Fact]
    public async Task TraceContext_OfAPropagatorThatWritesSomethingElseIntoW3CFields_IsItsOwn()
    {
        using var propagating = Tracing.Propagating(new ForeignTrace());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString);

        await host.Client.EnqueueAsync(Work, 1);

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal(ForeignTrace.TraceId, process.TraceId.ToHexString());
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1", true)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", "vendor=1", false)]
    [InlineData("nonsense", null, false)]
    public async Task TraceContext_OfAnotherProducer_IsReadAsTheDefaultPropagatorReadsIt(string traceParent, string? traceState, bool isChild)
    {
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString);
        var headers = new Dictionary<string, string> { ["traceparent"] = traceParent };
        if (traceState is not null)
        {
            headers["tracestate"] = traceState;
        }

        await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Headers = headers });

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal(isChild, process.TraceId.ToHexString() == "0af7651916cd43dd8448eb211c80319c");
        Assert.Equal(isChild ? traceState : null, process.TraceStateString);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Propagator_ThatThrows_CostsTheTaskItsTraceAndNothingElse(bool onRedis)
    {
        using var propagating = Tracing.Propagating(new BrokenPropagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => { }), onRedis ? redis.Server.ConnectionString : null);

        var handle = await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Headers = new Dictionary<string, string> { ["b3"] = "0" } });
        await host.Client.EnqueueManyAsync(Work, [2, 3]);

        await handle.WaitAsync(QueueHost.Patience);
        Assert.NotNull((await tracing.Spans.WaitForAsync("process propagation.work")).Activity);
    }

    [Fact]
    public async Task TraceState_AcrossRedis_ArrivesWhole()
    {
        const string State = "vendor=a1b2,other=c3%2Cd4";
        using var tracing = Tracing.Start(set: set => set.AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString);
        var remote = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, State, isRemote: true);

        using (source.StartActivity("request", ActivityKind.Server, remote))
        {
            await host.Client.EnqueueAsync(Work, 1);
        }

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal((remote.TraceId, State), (process.TraceId, process.TraceStateString));
    }

    [Fact]
    public async Task TraceParent_SetByTheApplication_IsLeftAsItIs()
    {
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString);
        var trace = ActivityTraceId.CreateRandom();

        await host.Client.EnqueueAsync(
            Work, 1, new EnqueueOptions { Headers = new Dictionary<string, string> { ["traceparent"] = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" } });

        Assert.Equal(trace, (await tracing.Spans.WaitForAsync("process propagation.work")).Activity.TraceId);
    }

    [Fact]
    public async Task Context_OfASpanThatIsNotSampled_StillTravels()
    {
        var inside = new TaskCompletionSource<Activity?>();
        using var tracing = Tracing.Start(set: set => set.SetSampler(new AlwaysOffSampler()).AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => inside.SetResult(Activity.Current)), redis.Server.ConnectionString);

        using var request = source.StartActivity("request")!;
        await host.Client.EnqueueAsync(Work, 1);

        Assert.Equal(request.TraceId, (await inside.Task.WaitAsync(QueueHost.Patience))!.TraceId);
    }

    /// <summary>Puts every task into one trace.</summary>
    private sealed class ForeignTrace : TextMapPropagator
    {
        public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

        private static readonly TraceContextPropagator W3C = new();

        public override ISet<string> Fields => W3C.Fields!;

        public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter) =>
            W3C.Extract(context, carrier, getter);

        public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter) =>
            setter(carrier, "traceparent", $"00-{TraceId}-{context.ActivityContext.SpanId}-01");
    }

    private sealed class BrokenPropagator : TextMapPropagator
    {
        public override ISet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal) { "b3" };

        public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter) =>
            throw new FormatException("This propagator is broken.");

        public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter)
        {
            setter(carrier, "b3", null!);
            throw new FormatException("This propagator is broken.");
        }
    }
}
