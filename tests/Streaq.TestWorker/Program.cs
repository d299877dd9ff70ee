using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Streaq.TestWorker;

/// <summary>
/// A worker in a process of its own, for tests that kill it: <c>Streaq.TestWorker REDIS QUEUE LEASE [TASKS]</c>. It writes what it does as
/// lines of JSON to its standard output, and stops when its standard input ends.
/// </summary>
internal static class Program
{
    private static readonly TaskDefinition<int, int> Double = new("crash.double");

    /// <summary>Ends the process, as a handler does that uses up all memory.</summary>
    private static readonly TaskDefinition<int> Poison = new("crash.poison");

    /// <summary>Blocks a thread of the pool.</summary>
    private static readonly TaskDefinition<int> Block = new("crash.block");

    private static int s_begun;

    private static async Task Main(string[] args)
    {
        if (args is ["deployment", var server, var prefix, var settings])
        {
            await Deployment.RunAsync(server, prefix, settings);
            return;
        }

        var (redis, queue, lease) = (args[0], args[1], TimeSpan.FromMilliseconds(int.Parse(args[2])));
        // After the given number of tasks every further one hangs, so that a test can kill the worker while it holds some.
        var hangsAfter = args.Length > 3 ? int.Parse(args[3]) : int.MaxValue;

        using var spans = ListenToSpans();
        var connection = await ConnectionMultiplexer.ConnectAsync(redis);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue));
        streaq.AddWorker(worker =>
        {
            worker.LeaseDuration = lease;
            worker.GracePeriod = TimeSpan.Zero;
            if (Environment.GetEnvironmentVariable("STREAQ_TEST_SLOTS") is { } slots)
            {
                worker.Concurrency = int.Parse(slots);
            }
        });
        streaq.Map(Double, async (int x, TaskContext context, CancellationToken cancellationToken) =>
        {
            if (Interlocked.Increment(ref s_begun) > hangsAfter)
            {
                Say(new { Event = "hangs", Id = context.TaskId, Span = Activity.Current?.SpanId.ToHexString() });
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            await connection.GetDatabase().HashIncrementAsync($"executed:{queue}", context.TaskId);
            Say(Ran(context.TaskId));
            return x * 2;
        }).WithMaxAttempts(100); // With the short lease of a crash test, a busy machine uses up some attempts.

        streaq.Map(Poison, (int _, TaskContext context) =>
        {
            Say(new { Event = "dies", Id = context.TaskId, context.Attempt });
            Console.Out.Flush();
            Process.GetCurrentProcess().Kill();
            return new TaskCompletionSource().Task;
        }).WithMaxAttempts(2);

        streaq.Map(Block, async (int milliseconds, TaskContext context) =>
        {
            Say(new { Event = "blocks", Id = context.TaskId, context.Attempt });
            // After an await, where the call can't be distinguished from code that goes on awaiting.
            await Task.Yield();
#pragma warning disable STRQ009 // Its tests are about such handlers.
            Thread.Sleep(milliseconds);
#pragma warning restore STRQ009
        }).WithMaxAttempts(2);

        LimitedTasks.MapTo(streaq, connection, queue);
        if (Environment.GetEnvironmentVariable("STREAQ_TEST_CRON") is not null)
        {
            // So rare that only the test determines when it fires.
            streaq.Cron("new.year", "0 0 1 1 *", (TaskContext context) => Say(new { Event = "slot", Id = $"{context.ScheduledFor:u}" }));
        }

        using var host = builder.Build();
        await host.StartAsync();
        Say(new { Event = "started" });
        if (Environment.GetEnvironmentVariable("STREAQ_TEST_ENQUEUE") is { } argument)
        {
            var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Double, int.Parse(argument));
            Say(new { Event = "result", Id = $"{await handle.ResultAsync(TimeSpan.FromSeconds(20))}" });
        }

        // Reading the console blocks, and the Redis client may need this thread to deliver its answers.
        await Task.Run(Console.In.ReadToEnd);
        await host.StopAsync();
    }

    private static ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Streaq",
            // Like OpenTelemetry's default: a root is sampled, and a child when its parent is.
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Parent == default || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.PropagationData,
            ActivityStopped = span => Say(new
            {
                Event = "span",
                Name = span.DisplayName,
                Id = span.GetTagItem("messaging.message.id"),
                Trace = span.TraceId.ToHexString(),
                Parent = span.ParentSpanId.ToHexString(),
                Attempt = span.GetTagItem("streaq.attempt"),
                Links = span.Links.Select(link => link.Context.SpanId.ToHexString()),
            }),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Returns what a handler sees of the trace.</summary>
    private static object Ran(string taskId) => new
    {
        Event = "ran",
        Id = taskId,
        Trace = Activity.Current?.TraceId.ToHexString(),
        Parent = Activity.Current?.ParentSpanId.ToHexString(),
        Activity.Current?.Recorded,
        State = Activity.Current?.TraceStateString,
        Baggage = Activity.Current?.Baggage.Select(member => $"{member.Key}={member.Value}"),
    };

    private static void Say(object line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
