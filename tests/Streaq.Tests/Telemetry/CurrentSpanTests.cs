using System.Diagnostics;

namespace Streaq.Tests.Telemetry;

/// <summary>One trace from the caller to the work of its task, on both stores.</summary>
[Collection(RedisCollection.Name)]
public sealed class CurrentSpanTests(RedisFixture redis) : IDisposable
{
    private static readonly TaskDefinition<string> Outer = new("outer");
    private static readonly TaskDefinition<string> Inner = new("inner");

    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private ActivityLog? _spans;

    public void Dispose() => _spans?.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_OfATaskThatStartsAnother_IsOne(bool onRedis)
    {
        _spans = new ActivityLog(_queue);
        var inner = new TaskCompletionSource<string>();
        await using var host = await StartAsync(onRedis, streaq =>
        {
            streaq.Map(Outer, async (string _, IStreaqClient client) =>
            {
                inner.SetResult((await client.EnqueueAsync(Inner, "")).Id);
            });
            streaq.Map(Inner, (string _) => { });
        });
        using var caller = new Activity("GET /order") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();

        var outer = await host.Client.EnqueueAsync(Outer, "");

        Assert.Same(caller, Activity.Current);
        var innerId = await inner.Task.WaitAsync(QueueHost.Patience);
        var (enqueueOuter, processOuter) = (await SpanAsync("enqueue outer"), await SpanAsync("process outer"));
        var (enqueueInner, processInner) = (await SpanAsync("enqueue inner"), await SpanAsync("process inner"));
        Assert.All([enqueueOuter, processOuter, enqueueInner, processInner], span => Assert.Equal(caller.TraceId, span.TraceId));
        Assert.Equal(caller.SpanId, enqueueOuter.ParentSpanId);
        Assert.Equal(enqueueOuter.SpanId, processOuter.ParentSpanId);
        Assert.Equal(processOuter.SpanId, enqueueInner.ParentSpanId);
        Assert.Equal(enqueueInner.SpanId, processInner.ParentSpanId);
        Assert.Equal(outer.Id, processInner.GetTagItem("messaging.message.conversation_id"));
        Assert.Equal(outer.Id, processInner.GetTagItem("streaq.parent_id"));
        Assert.Equal(innerId, processInner.GetTagItem("messaging.message.id"));
    }

    [Fact]
    public async Task Current_InMiddlewareAndHandler_IsTheProcessSpan()
    {
        _spans = new ActivityLog(_queue);
        var seen = new List<(Activity? Current, Activity? Context)>();
        await using var host = await StartAsync(onRedis: false, streaq =>
        {
            streaq.Use(async (context, next) =>
            {
                See(context);
                await next(context);
                See(context);
            });
            streaq.Map(Outer, async (string _, TaskContext context) =>
            {
                See(context);
                await Task.Yield();
                See(context);
            });
        });

        await host.Client.EnqueueAsync(Outer, "");
        var process = await SpanAsync("process outer");

        Assert.Equal(Enumerable.Repeat<(Activity?, Activity?)>((process, process), 4), seen);

        void See(TaskContext context) => seen.Add((Activity.Current, context.Activity));
    }

    [Fact]
    public async Task Fields_OfW3C_ArriveWithTheMessage()
    {
        _spans = new ActivityLog(_queue);
        var seen = new TaskCompletionSource<Streaq.Tasks.TaskMessage>();
        await using var host = await StartAsync(onRedis: false, streaq => streaq.Map(Outer, (string _, TaskContext context) => seen.SetResult(context.Message)));
        using var caller = new Activity("GET /order") { ActivityTraceFlags = ActivityTraceFlags.Recorded, TraceStateString = "vendor=1" }.AddBaggage("tenant", "a").Start();

        await host.Client.EnqueueAsync(Outer, "");

        var message = await seen.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal((await SpanAsync("enqueue outer")).Id, message.TraceParent);
        Assert.Equal("vendor=1", message.Details.TraceState);
        Assert.Contains("tenant", message.Details.Baggage);
        Assert.Null(message.Details.Headers);
    }

    private async Task<Activity> SpanAsync(string name) => await _spans!.WaitForAsync(span => span.DisplayName == name).WaitAsync(QueueHost.Patience);

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder> set) =>
        QueueHost.StartAsync(streaq => set(streaq.AddWorker()), onRedis ? redis.Server.ConnectionString : null, queue: _queue);
}
