using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddStreaqInstrumentation().AddProcessor(new SpanPrinter()))   // SpanPrinter: to the terminal
    .WithMetrics(metrics => metrics.AddStreaqInstrumentation())
    .UseOtlpExporter();                                                // to OTEL_EXPORTER_OTLP_ENDPOINT, else to localhost:4317

var streaq = builder.Services.AddStreaq(options =>
{
    options.UseEmbeddedStore();                                        // tasks end with this process,
    options.Redis = builder.Configuration.GetConnectionString("redis");   // unless there is a Redis
});
streaq.AddWorker();                                                    // without it: enqueue only
streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
streaq.Use(async (context, next) =>                                    // around every attempt
{
    var began = Stopwatch.GetTimestamp();
    await next(context);
    Console.WriteLine($"{context.TaskName}, attempt {context.Attempt}: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F1} ms");
});

using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<IStreaqClient>();
var words = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
Console.WriteLine($"{await words.ResultAsync(TimeSpan.FromSeconds(10))} words");

await host.StopAsync();

// A task: its name on the wire, the type of its argument, the type of its result.
internal static class Tasks
{
    public static readonly TaskDefinition<string, int> CountWords = new("text.count_words");
}

internal sealed class SpanPrinter : BaseProcessor<Activity>
{
    public override void OnEnd(Activity span) => Console.WriteLine(
        $"trace {span.TraceId}  {(span.ParentSpanId == default ? "" : "└─ ")}{span.DisplayName} {span.GetTagItem("streaq.outcome")}");
}
