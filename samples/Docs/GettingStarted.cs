using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

namespace Docs;

internal static class GettingStarted
{
    public static void Map(StreaqBuilder streaq)
    {
        #region map
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length)
            .WithTimeout(TimeSpan.FromMinutes(1))
            .WithMaxAttempts(5)
            .WithResultTtl(TimeSpan.FromHours(1));
        #endregion
    }

    public static async Task<IReadOnlyList<TaskHandle>> EnqueueAsync(IStreaqClient client, string orderNumber)
    {
        #region enqueue
        var now = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
        var later = await client.EnqueueAsync(Tasks.CountWords, "a b c", new EnqueueOptions { Delay = TimeSpan.FromSeconds(1) });
        var urgent = await client.EnqueueAsync(Tasks.CountWords, "a b", new EnqueueOptions { Priority = "high" });
        var once = await client.EnqueueAsync(
            Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m), new EnqueueOptions { Id = $"receipt-{orderNumber}" });
        var many = await client.EnqueueManyAsync(Tasks.CountWords, ["one", "one two", "one two three"]);
        #endregion
        return [now, later, urgent, once, .. many];
    }

    public static async Task<string> WaitAsync(IStreaqClient client, TaskHandle<int> handle)
    {
        #region wait
        try
        {
            var words = await handle.ResultAsync(timeout: TimeSpan.FromSeconds(10));
            return $"{words} words";
        }
        catch (TaskFailedException e)
        {
            return $"{e.Error.Type}: {e.Error.Message}";
        }
        catch (TimeoutException)
        {
            return $"still {await handle.StateAsync()}";
        }
        #endregion
    }

    public static async Task<int> ReplayAsync(IStreaqClient client)
    {
        var replayed = 0;
        #region dead-letters
        foreach (var letter in await client.DeadLetters.ListAsync())
        {
            Console.WriteLine($"{letter.TaskName} {letter.TaskId}: {letter.Error.Message} (trace {letter.TraceId})");
            if (await client.DeadLetters.ReplayAsync(letter.TaskId) is ReplayResult.Replayed)
            {
                replayed++;
            }
        }
        #endregion
        return replayed;
    }

    public static void Export(HostApplicationBuilder builder)
    {
        #region logs
        builder.Logging.AddOpenTelemetry(logging => (logging.IncludeFormattedMessage, logging.IncludeScopes) = (true, true));
        #endregion
        #region telemetry
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(StreaqTelemetry.SourceName))
            .WithMetrics(metrics => metrics.AddMeter(StreaqTelemetry.SourceName))
            .UseOtlpExporter();
        #endregion
    }

    public static async Task ExportWithoutHostAsync(Func<Task> runAsync)
    {
        #region without-host
        using var tracing = Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation().AddOtlpExporter().Build();
        using var metrics = Sdk.CreateMeterProviderBuilder().AddStreaqInstrumentation().AddOtlpExporter().Build();
        #endregion
        await runAsync();
    }
}
