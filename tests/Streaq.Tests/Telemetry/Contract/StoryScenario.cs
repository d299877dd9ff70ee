using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Storage.Redis;
using static Streaq.Tests.Telemetry.Contract.StoreBench;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Stories of many tasks: a pipeline, a graph, a group, batches, a late retry, entries that are no tasks.</summary>
internal sealed class StoryScenario(TelemetryTap tap, string queue, RedisServer? redis)
{
    private static readonly TaskDefinition<int, int> Double = new("story.double");
    private static readonly TaskDefinition<GroupProgress, int> Sum = new("story.sum");
    private static readonly TaskDefinition<int> Unmapped = new("story.unmapped");

    private readonly FakeTime _time = new();

    public async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(
            Set,
            redis?.ConnectionString,
            options => (options.TraceAck, options.TraceReceive) = (true, true),
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(tap),
            queue);
        Assert.Equal(8, await (await host.Client.Pipeline(Double, 2).Then(Double).EnqueueAsync()).ResultAsync(QueueHost.Patience));
        await GroupAsync(host.Client);
        await BatchAsync(host.Client, 5);
        await BatchAsync(host.Client, 200);
        await FailAsync(await host.Client.EnqueueAsync(Unmapped, 1));
        if (redis is null)
        {
            // Redis has its own clock.
            await RetryLateAsync(host.Client);
        }
        else
        {
            await MalformedAsync(redis);
        }
    }

    private static void Set(StreaqBuilder streaq)
    {
        streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1));
        streaq.Map(Double, (int x) => x < 0 ? throw new FormatException("Below zero.") : 2 * x);
        streaq.Map(Sum, (GroupProgress progress) => progress.Succeeded);
        streaq.Map(Work, (string _, TaskContext context) =>
            context.Attempt == 1 ? throw new StreaqRetryException("Later.", TimeSpan.FromMinutes(5)) : Task.CompletedTask);
    }

    private static async Task GroupAsync(IStreaqClient client)
    {
        var group = await client.GroupAsync(Double, [1, 2, -1], new GroupOptions { OnFinished = GroupCallback.Of(Sum) });
        Assert.Equal(2, (await group.WaitAsync(QueueHost.Patience)).Succeeded);
        Assert.Equal(2, await client.Handle<int>(group.Finished!.Id).ResultAsync(QueueHost.Patience));
    }

    private static async Task BatchAsync(IStreaqClient client, int count)
    {
        var handles = await client.EnqueueManyAsync(Double, Enumerable.Range(0, count));
        await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience)));
    }

    private static async Task FailAsync(TaskHandle handle) =>
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

    private async Task RetryLateAsync(IStreaqClient client)
    {
        var handle = await client.EnqueueAsync(Work, "retry");
        await _time.FlyAsync(TimeSpan.FromMinutes(1), handle.WaitAsync(QueueHost.Patience));
    }

    private async Task MalformedAsync(RedisServer server)
    {
        await using var raw = await RawRedis.OpenAsync(server, queue);
        await raw.AddEntryAsync("normal", "id", "malformed", "task", Double.Name);
        await tap.Spans.FirstAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("messaging.message.id"), "malformed"));
    }
}
