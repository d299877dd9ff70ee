using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenTelemetry().UseOtlpExporter()
    .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddStreaqInstrumentation())
    .WithMetrics(metrics => metrics.AddStreaqInstrumentation());

var countWords = new TaskDefinition<string, int>("text.count_words");   // name, argument, result
var streaq = builder.Services.AddStreaq(options =>                      // Development needs no Redis
    options.Redis = builder.Configuration.GetConnectionString("redis"));
streaq.AddWorker();                                                     // without it: enqueue only
streaq.Map(countWords, (string text) => text.Split(' ').Length);

var app = builder.Build();
app.MapPost("/words", async (string text, IStreaqClient client) =>
    (await client.EnqueueAsync(countWords, text)).Id);
app.MapGet("/words/{id}", (string id, IStreaqClient client) =>
    client.Handle<int>(id).ResultAsync(TimeSpan.FromSeconds(10)));
app.Run();
