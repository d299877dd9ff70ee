using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests.TraceStore;

/// <summary>Applications that add the trace store to their tracing.</summary>
[Collection(RedisCollection.Name)]
public sealed class TraceStoreTests(RedisFixture redis)
{
    private static readonly ActivitySource Source = new("Traced.Host");
    private static readonly TaskDefinition<string> Outer = new("traced.outer");
    private static readonly TaskDefinition<string> Inner = new("traced.inner");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trace_OfARequestAndItsTasks_IsKept(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(Map, onRedis ? redis.Server.ConnectionString : null, services: services => AddTracing(services));

        var traceId = await RequestAsync(host.Client);
        await host.StopAsync();

        var trace = Assert.Single(await host.Client.Traces.FindAsync([traceId]));
        Assert.Equal(
            ["enqueue traced.inner", "enqueue traced.outer", "process traced.inner", "process traced.outer", "request", "work"],
            trace.Spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(trace.Spans, span => Assert.DoesNotContain("secret", string.Join(' ', span.Attributes)));
        var work = Assert.Single(trace.Spans, span => span.Name == "work");
        Assert.Equal(Assert.Single(trace.Spans, span => span.Name == "process traced.outer").SpanId, work.ParentId);
    }

    [Fact]
    public async Task Queues_WithAKey_KeepTheirTraces()
    {
        await using var host = await QueueHost.StartAsync(
            _ => { },
            services: services =>
            {
                AddTracing(services);
                Map(services.AddStreaq("second", options => options.Embed($"test-{Guid.NewGuid():N}")));
            });
        var second = host.Services.GetRequiredKeyedService<IStreaqClient>("second");

        var traceId = await RequestAsync(second);
        await host.StopAsync();

        Assert.Equal(6, Assert.Single(await second.Traces.FindAsync([traceId])).Spans.Count);
        Assert.Empty(await host.Client.Traces.FindAsync([traceId]));
    }

    [Fact]
    public async Task Application_WithoutTheStore_KeepsNothing()
    {
        await using var host = await QueueHost.StartAsync(
            Map, redis.Server.ConnectionString, services: services => services.AddOpenTelemetry().WithTracing(tracing => tracing.AddStreaqInstrumentation().AddSource(Source.Name)));

        var traceId = await RequestAsync(host.Client);
        await host.StopAsync();

        Assert.Empty(await host.Client.Traces.FindAsync([traceId]));
    }

    [Fact]
    public async Task Store_OnceASecond_SendsInOneCall()
    {
        var (time, queues) = (new FakeTime(), new StubQueues());
        using var spans = new Spans();
        using var host = await StartAsync(queues, time);
        for (var i = 0; i < 100; i++)
        {
            var root = spans.Root("POST /orders");
            Spans.End(spans.Process(root.Context, "failure"));
            Spans.End(root);
        }

        Assert.Empty(queues.Calls);
        await time.TimerSetAsync(due => due == TraceStoreService.Interval).WaitAsync(TimeSpan.FromSeconds(30));
        var next = queues.NextAsync();
        time.Advance(TraceStoreService.Interval);
        await next;

        Assert.InRange(Assert.Single(queues.Calls).Count, TraceChoice.Most, 2 * TraceChoice.Most);
    }

    [Fact]
    public async Task Application_WithoutAQueue_StartsAndKeepsNothing()
    {
        using var host = await StartAsync(queues: null, new FakeTime());
        using var request = Source.StartActivity("request");

        Assert.True(request?.Recorded);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Share")]
    [InlineData("MaxTraces")]
    [InlineData("MaxBytes")]
    [InlineData("TimeToLive")]
    public void Options_OutOfRange_AreRefused(string member)
    {
        var options = new StreaqTraceStoreOptions();
        _ = member switch
        {
            "Share" => options.Share = 1.5,
            "MaxTraces" => (options.Budget = new TraceBudget { MaxTraces = 0 }).MaxTraces,
            "MaxBytes" => (options.Budget = new TraceBudget { MaxBytes = 5 }).MaxBytes,
            _ => (options.Budget = new TraceBudget { TimeToLive = TimeSpan.Zero }).MaxTraces,
        };

        var result = new TraceStoreOptionsValidation().Validate(Options.DefaultName, options);

        Assert.Contains(member, result.FailureMessage);
    }

    private static async Task<string> RequestAsync(IStreaqClient client)
    {
        using var request = Source.StartActivity("request", ActivityKind.Server, parentContext: default)!;
        request.SetTag("http.request.body", "secret");
        var outer = await client.EnqueueAsync(Outer, "secret");
        await outer.WaitAsync(QueueHost.Patience);
        return request.TraceId.ToHexString();
    }

    private static void Map(StreaqBuilder streaq)
    {
        streaq.AddWorker();
        streaq.Map(Outer, async (string text, TaskContext context, CancellationToken cancellation) =>
        {
            using (var work = Source.StartActivity("work"))
            {
                work?.SetTag("text", text);
            }

            var queues = context.Services.GetRequiredService<IStreaqQueues>();
            var inner = await queues.All.Single(queue => queue.Name == context.Queue).Client.EnqueueAsync(Inner, text, cancellationToken: cancellation);
            await inner.WaitAsync(QueueHost.Patience, cancellation);
        });
        streaq.Map(Inner, (string _) => { });
    }

    private static void AddTracing(IServiceCollection services) => services.AddOpenTelemetry()
        .WithTracing(tracing => tracing.AddStreaqInstrumentation().AddStreaqTraceStore().AddSource(Source.Name));

    private static async Task<IHost> StartAsync(IStreaqQueues? queues, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(time);
        if (queues is not null)
        {
            builder.Services.AddSingleton(queues);
        }

        AddTracing(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
