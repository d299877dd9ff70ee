using System.Diagnostics;
using OpenTelemetry.Context.Propagation;
using StackExchange.Redis;

// B3Propagator moved to a package that not every registry mirrors. The format and this class's output are the same.
#pragma warning disable CS0618

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>A trace context in B3 headers arrives like one in W3C's.</summary>
[Collection(RedisCollection.Name)]
public sealed class B3PropagationTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("propagation.work");

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

    /// <summary>Then no context is sent, not even that of another message.</summary>
    [Fact]
    public async Task B3_ForwardedToATaskWithoutContext_IsDropped()
    {
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }));

        await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Trace = TraceMode.None, Headers = Forwarded });

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal((default, 0), (process.ParentSpanId, process.Links.Count()));
    }

    /// <summary>A message of a program other than Streaq has them as headers. So has a schedule whose headers were forwarded.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task B3_AmongTheHeadersOfAMessage_IsNoHeaderOfTheTask(bool scheduled)
    {
        var seen = new TaskCompletionSource<IEnumerable<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _, TaskContext context) => seen.SetResult(context.Headers.Keys)), redis.Server.ConnectionString);

        if (scheduled)
        {
            await host.Client.ScheduleAsync("forwarded", "0 0 1 1 *", Work, 1, new ScheduleOptions { Headers = Forwarded });
            await host.Client.RunScheduleAsync("forwarded");
        }
        else
        {
            using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
            await connection.GetDatabase().StreamAddAsync(
                $"streaq:{{{host.Queue}}}:ready:normal",
                [new($"{Work.Name} foreign", "1"), .. Forwarded.Select(header => new NameValueEntry($"h:{header.Key}", header.Value))]);
        }

        Assert.Equal(["tenant"], await seen.Task.WaitAsync(QueueHost.Patience));
        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal(scheduled, process.TraceId.ToHexString() != Forwarded["X-B3-TraceId"]);
    }

    /// <summary>Sent by a process that propagates W3C's context, or set by the application: B3 does not read it.</summary>
    [Fact]
    public async Task TraceParent_WithoutB3Headers_IsTheParentWhereB3IsUsed()
    {
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        using var tracing = Tracing.Start();
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }));

        await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions
        {
            Headers = new Dictionary<string, string> { ["traceparent"] = $"00-{Forwarded["X-B3-TraceId"]}-b7ad6b7169203331-01" },
        });

        var process = (await tracing.Spans.WaitForAsync("process propagation.work")).Activity;
        Assert.Equal((Forwarded["X-B3-TraceId"], "b7ad6b7169203331"), (process.TraceId.ToHexString(), process.ParentSpanId.ToHexString()));
    }

    /// <summary>A worker without a listener forwards fields that it does not read.</summary>
    [Fact]
    public async Task B3_ThroughASilentTask_GoesOn()
    {
        var inner = new TaskDefinition<int>("propagation.silent");
        var (enqueued, looked) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var propagating = Tracing.Propagating(new B3Propagator(), new BaggagePropagator());
        // The handler occupies the only slot, so the test can inspect the next task in the queue.
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0)).Map(Work, async (int _, IStreaqClient client) =>
            {
                await client.EnqueueAsync(inner, 1);
                enqueued.SetResult();
                await looked.Task;
            }),
            redis.Server.ConnectionString);
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var ready = $"streaq:{{{host.Queue}}}:ready:normal";

        await connection.GetDatabase().StreamAddAsync(ready, [new($"{Work.Name} outer", "1"), new("c:X-B3-TraceId", Forwarded["X-B3-TraceId"])]);
        await enqueued.Task.WaitAsync(QueueHost.Patience);

        var entries = await connection.GetDatabase().StreamRangeAsync(ready);
        looked.SetResult();
        var entry = Assert.Single(entries, entry => entry.Values[0].Name.StartsWith(inner.Name));
        Assert.Equal(Forwarded["X-B3-TraceId"], entry["c:X-B3-TraceId"]);
    }

    private static Dictionary<string, string> Forwarded => new()
    {
        ["tenant"] = "a",
        ["X-B3-TraceId"] = "0af7651916cd43dd8448eb211c80319c",
        ["X-B3-SpanId"] = "00f067aa0ba902b7",
        ["X-B3-Sampled"] = "1",
    };

    private async Task<Dictionary<string, string>> FieldsAsync(string queue)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var entries = (RedisResult[])(await connection.GetDatabase().ExecuteAsync("XRANGE", $"streaq:{{{queue}}}:ready:normal", "-", "+"))!;
        var values = (string[])((RedisResult[])entries.Single()!)[1]!;
        return values.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
