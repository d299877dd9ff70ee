using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddOpenTelemetry(logging => (logging.IncludeFormattedMessage, logging.IncludeScopes) = (true, true));
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing
        .AddAspNetCoreInstrumentation()
        .AddStreaqInstrumentation(options => options.SetMessagingOperation = true))
    .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddStreaqInstrumentation())
    .UseOtlpExporter();

// Without a connection string it uses the embedded store, which Production refuses.
var streaq = builder.Services.AddStreaq(options => options.Redis = builder.Configuration.GetConnectionString("redis"));
streaq.AddWorker();                                                    // without it: enqueue only
streaq.Map(Tasks.CountWords, (string text, ILogger<Program> logger) =>
{
    var count = text.Split(' ').Length;
    logger.Counted(count);
    return count;
});

var app = builder.Build();
app.MapPost("/words", async (Text text, IStreaqClient client, CancellationToken stop) =>
{
    var task = await client.EnqueueAsync(Tasks.CountWords, text.Words, cancellationToken: stop);
    return Results.Accepted($"/words/{task.Id}", new { task.Id, TraceId = Activity.Current?.TraceId.ToHexString() });
});
app.MapGet("/words/{id}", (string id, IStreaqClient client) => client.Handle<int>(id).ResultAsync(TimeSpan.FromSeconds(10)));
app.Run();

internal sealed record Text(string Words);

// A task: its name on the wire, the type of its argument, the type of its result.
internal static class Tasks
{
    public static readonly TaskDefinition<string, int> CountWords = new("text.count_words");
}

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Counted {Count} words")]
    public static partial void Counted(this ILogger logger, int count);
}
