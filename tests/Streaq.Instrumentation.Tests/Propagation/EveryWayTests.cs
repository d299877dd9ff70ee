using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Trace;

// B3Propagator moved to a package that not every registry mirrors. The format and this class's output are the same.
#pragma warning disable CS0618

namespace Streaq.Instrumentation.Tests.Propagation;

/// <summary>For every way to enqueue a task, and in every format, its attempt is in the caller's trace and has its baggage.</summary>
public sealed class EveryWayTests
{
    private const string Caller = "Caller";
    private const string Tenant = "tenant";

    private static readonly TaskDefinition<int, int> Work = new("way.work");
    private static readonly TaskDefinition<GroupProgress> Sum = new("way.sum");

    /// <summary>Each way, and the number of its attempts.</summary>
    private static readonly Dictionary<string, (int Attempts, Func<QueueHost, Task> Go)> All = new()
    {
        ["enqueue"] = (1, static host => host.Client.EnqueueAsync(Work, 1)),
        ["delay"] = (1, static host => host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(1) })),
        ["batch"] = (3, static host => host.Client.EnqueueManyAsync(Work, [1, 2, 3])),
        ["pipeline"] = (2, static host => host.Client.Pipeline(Work, 1).Then(Work).EnqueueAsync()),
        ["group"] = (3, static host => host.Client.GroupAsync(Work, [1, 2], Callback)),
        ["retry"] = (2, static host => host.Client.EnqueueAsync(Work, -1)),
        ["replay"] = (2, ReplayAsync),
        ["firing"] = (1, FireAsync),
        ["deferred"] = (1, static async host => await SendAsync(host, async queue => [(await queue.PrepareAsync(Work, 1)).Message!])),
        ["deferred batch"] = (3, static async host => await SendAsync(
            host, async queue => [.. (await queue.PrepareManyAsync(Work, [1, 2, 3])).Select(task => task.Message!)])),
        ["deferred pipeline"] = (2, static async host => await SendAsync(
            host, async queue => [(await queue.PrepareAsync(host.Client.Pipeline(Work, 1).Then(Work))).Message!])),
        ["deferred group"] = (3, static async host => await SendAsync(
            host, async queue => [(await queue.PrepareGroupAsync(Work, [1, 2], Callback)).Message])),
    };

    private static readonly Dictionary<string, TextMapPropagator> Formats = new()
    {
        ["W3C"] = new TraceContextPropagator(),
        ["B3"] = new B3Propagator(),
        ["B3 in one field"] = new B3Propagator(singleHeader: true),
        ["one of the application"] = new OwnPropagator(),
    };

    private static GroupOptions Callback => new() { OnFinished = GroupCallback.Of(Sum) };

    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (var (way, format) in All.Keys.SelectMany(_ => Formats.Keys, static (way, format) => (way, format)))
        {
            ways.Add(way, format);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Trace_ByEveryWayAndInEveryFormat_GoesOnWithItsBaggage(string way, string format)
    {
        using var tracing = Tracing.Start(set: set => set.AddSource(Caller));

        var (trace, attempts) = await RunAsync(way, format);

        Assert.All(attempts, attempt => Assert.Equal((trace, true, "acme"), attempt));
    }

    /// <summary>Tasks of an unsampled request are not sampled, and are still in its trace.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Trace_NotSampled_GoesOnWithItsBaggage(string way, string format)
    {
        using var tracing = Tracing.Start(set: set => set.AddSource(Caller).SetSampler(new AlwaysOffSampler()));

        var (trace, attempts) = await RunAsync(way, format);

        Assert.All(attempts, attempt => Assert.Equal((trace, false, "acme"), attempt));
        Assert.Empty(tracing.Spans.Ended);
    }

    /// <returns>The caller's trace, and for each attempt its trace, whether it is sampled, and its baggage.</returns>
    private static async Task<(ActivityTraceId Trace, IReadOnlyList<(ActivityTraceId Trace, bool IsSampled, string? Tenant)> Attempts)> RunAsync(string way, string format)
    {
        var seen = new ConcurrentQueue<(ActivityTraceId, bool, string?)>();
        var (count, go) = All[way];
        var failed = 0;
        using var arrived = new SemaphoreSlim(0);
        using var propagating = Tracing.Propagating(Formats[format], new BaggagePropagator());
        using var source = new ActivitySource(Caller);
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Use((context, next) =>
            {
                seen.Enqueue((context.Activity!.TraceId, context.Activity.Recorded, Baggage.GetBaggage(Tenant)));
                arrived.Release();
                return next(context);
            });
            streaq.Map(Work, (int x, TaskContext context) => x switch
            {
                -1 when context.Attempt == 1 => throw new StreaqRetryException("later", TimeSpan.Zero),
                -2 when Interlocked.Exchange(ref failed, 1) == 0 => throw new FormatException(),
                _ => x,
            });
            streaq.Map(Sum, (GroupProgress _) => { });
        });
        ActivityTraceId trace;
        using (var caller = source.StartActivity("caller")!)
        {
            trace = caller.TraceId;
            Baggage.SetBaggage(Tenant, "acme");
            await go(host);
        }

        Baggage.ClearBaggage();
        for (var i = 0; i < count; i++)
        {
            Assert.True(await arrived.WaitAsync(QueueHost.Patience));
        }

        return (trace, [.. seen]);
    }

    private static async Task ReplayAsync(QueueHost host)
    {
        var handle = await host.Client.EnqueueAsync(Work, -2);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        Assert.Equal(ReplayResult.Replayed, await host.Client.DeadLetters.ReplayAsync(handle.Id));
    }

    private static async Task FireAsync(QueueHost host)
    {
        await host.Client.ScheduleAsync("way", "0 0 1 1 *", Work, 1);
        await host.Client.RunScheduleAsync("way");
    }

    /// <summary>Sends like an outbox: a relay without a trace sends what a request has prepared.</summary>
    private static async Task SendAsync(QueueHost host, Func<IDeferredEnqueue, Task<IReadOnlyList<DeferredMessage>>> prepare)
    {
        var queue = host.Services.GetRequiredService<IDeferredEnqueue>();
        var messages = await prepare(queue);
        Task sending;
        using (ExecutionContext.SuppressFlow())
        {
            sending = Task.Run(() => queue.SendAsync([.. messages.Select(message => message.Content)]));
        }

        await sending;
    }

    /// <summary>A format of three numbers in a field of its own.</summary>
    private sealed class OwnPropagator : TextMapPropagator
    {
        private const string Field = "x-own-trace";

        public override ISet<string> Fields => new HashSet<string> { Field };

        public override PropagationContext Extract<T>(PropagationContext context, T carrier, Func<T, string, IEnumerable<string>?> getter)
        {
            var parts = getter(carrier, Field)?.FirstOrDefault()?.Split(':') ?? [];
            return parts.Length == 3
                ? new PropagationContext(
                    new ActivityContext(
                        ActivityTraceId.CreateFromString(parts[0]), ActivitySpanId.CreateFromString(parts[1]), parts[2] == "1" ? ActivityTraceFlags.Recorded : default, isRemote: true),
                    context.Baggage)
                : context;
        }

        public override void Inject<T>(PropagationContext context, T carrier, Action<T, string, string> setter) => setter(
            carrier, Field, $"{context.ActivityContext.TraceId}:{context.ActivityContext.SpanId}:{(int)context.ActivityContext.TraceFlags}");
    }
}
