using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;
using StackExchange.Redis;

// B3Propagator lives on in a package that not every registry mirrors; the format and this class's output are the same.
#pragma warning disable CS0618

namespace Streaq.Instrumentation.Tests;

[Collection(RedisCollection.Name)]
public sealed class PropagationTests(RedisFixture redis)
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
    public async Task B3_AcrossRedis_MakesTheAttemptAChildOfTheEnqueue(bool singleHeader)
    {
        using var propagating = Tracing.Propagating(new B3Propagator(singleHeader), new BaggagePropagator());
        using var tracing = Tracing.Start();
        await using var producer = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);

        await producer.Client.EnqueueAsync(Work, 1);

        var fields = await FieldsAsync(producer.Queue);
        Assert.DoesNotContain("traceparent", fields.Keys);
        Assert.Contains(singleHeader ? "c:b3" : "c:X-B3-TraceId", fields.Keys);
        await using var consumer = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString, queue: producer.Queue);
        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        var enqueue = (await tracing.Spans.WaitForAsync("enqueue propagation.work")).Activity;
        Assert.Equal((enqueue.TraceId, enqueue.SpanId, true), (process.TraceId, process.ParentSpanId, process.HasRemoteParent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B3_InsideATask_IsNoHeaderAndIsNotForwarded(bool onRedis)
    {
        var inner = new TaskDefinition<int>("propagation.inner");
        var seen = new TaskCompletionSource<IEnumerable<string>>();
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker().Map(Work, (int _, TaskContext context, IStreaqClient client) =>
                    client.EnqueueAsync(inner, 1, new EnqueueOptions { Headers = new Dictionary<string, string>(context.Headers) { ["X-B3-TraceId"] = "forwarded" } }, context.CancellationToken));
                streaq.Map(inner, (int _, TaskContext context) => seen.SetResult(context.Headers.Keys));
            },
            onRedis ? redis.Server.ConnectionString : null);

        await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Headers = new Dictionary<string, string> { ["tenant"] = "a" } });

        Assert.Equal(["tenant"], await seen.Task.WaitAsync(QueueHost.Patience));
        var enqueue = (await tracing.Spans.WaitForAsync("enqueue propagation.inner")).Activity;
        var process = (await tracing.Spans.WaitForAsync("process propagation.inner")).Activity;
        Assert.Equal((enqueue.TraceId, enqueue.SpanId), (process.TraceId, process.ParentSpanId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B3_OfAReplay_IsThatOfTheReplay(bool onRedis)
    {
        var runs = 0;
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        using var tracing = Tracing.Start(set: set => set.AddSource("Operator"));
        using var source = new ActivitySource("Operator");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => ++runs == 1 ? throw new FormatException() : Task.CompletedTask).WithMaxAttempts(1),
            onRedis ? redis.Server.ConnectionString : null,
            options => options.SigningKey = new byte[32]);
        var handle = await host.Client.EnqueueAsync(Work, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        ActivityTraceId replay;
        using (var press = source.StartActivity("press")!)
        {
            replay = press.TraceId;
            Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync(handle.Id));
        }

        await handle.WaitAsync(QueueHost.Patience);
        var process = await tracing.Spans.WaitForAsync("process propagation.work", span => span.Activity.GetTagItem("streaq.trigger") is "replay");
        Assert.Equal(replay, process.Activity.TraceId);
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
    public async Task Baggage_OfOpenTelemetryAndOfTheSpan_ArrivesWhole()
    {
        var arrived = new TaskCompletionSource<(Dictionary<string, string> Current, Dictionary<string, string?> OfTheSpan)>();
        using var tracing = Tracing.Start(set: set => set.AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => arrived.SetResult((
                new(Baggage.Current.GetBaggage()), Activity.Current!.Baggage.ToDictionary(entry => entry.Key, entry => entry.Value)))),
            redis.Server.ConnectionString);

        using (var request = source.StartActivity("request"))
        {
            request!.AddBaggage("region", "eu").AddBaggage("tenant", "of the span");
            Baggage.SetBaggage("tenant", "Größe, 5=6; \"x\" \\ %41");
            await host.Client.EnqueueAsync(Work, 1);
            Baggage.ClearBaggage();
        }

        var (current, ofTheSpan) = await arrived.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(new Dictionary<string, string> { ["region"] = "eu", ["tenant"] = "Größe, 5=6; \"x\" \\ %41" }, current);
        Assert.Equal(current, ofTheSpan!);
    }

    [Fact]
    public async Task Baggage_ThatAChildSpanReplaces_TravelsOnceAndIsNoCut()
    {
        var arrived = new TaskCompletionSource<string?>();
        using var tracing = Tracing.Start(set: set => set.AddSource("Request"));
        using var source = new ActivitySource("Request");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => arrived.SetResult(Baggage.GetBaggage("tenant"))));

        using (var request = source.StartActivity("request")!.AddBaggage("tenant", "a"))
        using (var inner = source.StartActivity("inner")!.AddBaggage("tenant", "b"))
        {
            await host.Client.EnqueueAsync(Work, 1);
        }

        Assert.Equal("b", await arrived.Task.WaitAsync(QueueHost.Patience));
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name == "streaq.baggage.cut");
    }

    [Fact]
    public async Task Baggage_SetInsideATask_ReachesTheTaskThatItEnqueues()
    {
        var arrived = new TaskCompletionSource<string?>();
        var inner = new TaskDefinition<int>("propagation.inner");
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Work, async (int _, IStreaqClient client) =>
            {
                Baggage.SetBaggage("tenant", "b");
                await client.EnqueueAsync(inner, 1);
            });
            streaq.Map(inner, (int _) => arrived.SetResult($"{Baggage.GetBaggage("tenant")} {Baggage.GetBaggage("region")}"));
        });
        Baggage.SetBaggage("tenant", "a");
        Baggage.SetBaggage("region", "eu");

        await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        Assert.Equal("b eu", await arrived.Task.WaitAsync(QueueHost.Patience));
    }

    /// <summary>A handler may use either way to set, change and remove baggage.</summary>
    [Theory]
    [InlineData("activity", "b", "b")]
    [InlineData("activity", null, null)]
    [InlineData("current", "b", "b")]
    [InlineData("current", null, null)]
    [InlineData("none", null, "a")]
    public async Task Baggage_ChangedInsideATask_TravelsAsItWasWrittenLast(string way, string? value, string? expected)
    {
        var arrived = new TaskCompletionSource<string?>();
        var inner = new TaskDefinition<int>("propagation.inner");
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Work, async (int _, IStreaqClient client) =>
            {
                if (way == "activity")
                {
                    Activity.Current!.SetBaggage("tenant", value);
                }
                else if (way == "current")
                {
                    Baggage.SetBaggage("tenant", value);
                }

                await client.EnqueueAsync(inner, 1);
            });
            streaq.Map(inner, (int _) => arrived.SetResult(Baggage.GetBaggage("tenant")));
        });
        Baggage.SetBaggage("tenant", "a");

        await host.Client.EnqueueAsync(Work, 1);

        Baggage.ClearBaggage();
        Assert.Equal(expected, await arrived.Task.WaitAsync(QueueHost.Patience));
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

    private async Task<Dictionary<string, string>> FieldsAsync(string queue)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var entries = (RedisResult[])(await connection.GetDatabase().ExecuteAsync("XRANGE", $"streaq:{{{queue}}}:ready:normal", "-", "+"))!;
        var values = (string[])((RedisResult[])entries.Single()!)[1]!;
        return values.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
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
