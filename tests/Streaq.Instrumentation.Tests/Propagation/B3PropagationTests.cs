using System.Diagnostics;
using OpenTelemetry.Context.Propagation;
using StackExchange.Redis;

// B3Propagator lives on in a package that not every registry mirrors; the format and this class's output are the same.
#pragma warning disable CS0618

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>A trace in the fields of B3 arrives as in those of W3C.</summary>
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

    private async Task<Dictionary<string, string>> FieldsAsync(string queue)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString);
        var entries = (RedisResult[])(await connection.GetDatabase().ExecuteAsync("XRANGE", $"streaq:{{{queue}}}:ready:normal", "-", "+"))!;
        var values = (string[])((RedisResult[])entries.Single()!)[1]!;
        return values.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
