using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Quickstart;
using Streaq;

namespace TracePictures;

/// <summary>Runs one story on a queue of its own, and returns the spans that the SDK would export.</summary>
internal static class Telling
{
    public static async Task<IReadOnlyCollection<Activity>> RunAsync(Story story, string redis, CancellationToken cancellationToken)
    {
        var queue = story.Name;
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var producer = Build(redis, queue, static _ => { });
        using var worker = Build(redis, queue, streaq =>
        {
            streaq.AddWorker();
            story.Configure(streaq);
            Tasks.Map(streaq);
            if (story.Name == "cron")
            {
                var times = 0;
                streaq.Cron("stock.count", "@every 1s", async () =>
                {
                    await Task.Delay(40, CancellationToken.None);
                    if (Interlocked.Increment(ref times) == 2)
                    {
                        fired.SetResult();
                    }
                });
            }
        });
        var client = producer.Services.GetRequiredService<IStreaqClient>();
        // Connects first, so that no picture shows the time of the connection.
        await client.StateAsync("no-such-task", cancellationToken);
        var spans = new FinishedSpans();
        using var tracing = Listen(spans);
        if (!story.StartsLate)
        {
            await worker.StartAsync(cancellationToken);
        }

        await story.TellAsync(new Stage(client, redis, queue, () => worker.StartAsync(cancellationToken), fired), cancellationToken);
        // An attempt's span ends when its outcome is stored; after the stop, all have ended.
        await worker.StopAsync(cancellationToken);
        return spans.All;
    }

    public static TracerProvider Listen(FinishedSpans spans) => Sdk.CreateTracerProviderBuilder()
        .SetSampler(new AlwaysOnSampler()).AddSource(StreaqTelemetry.SourceName, Tasks.Source.Name).AddProcessor(spans).Build();

    public static IHost Build(string redis, string queue, Action<StreaqBuilder> set)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        set(builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue)));
        return builder.Build();
    }
}
