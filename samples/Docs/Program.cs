using Docs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

#region program
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddStreaqInstrumentation())
    .WithMetrics(metrics => metrics.AddStreaqInstrumentation())
    .UseOtlpExporter();

var streaq = builder.Services.AddStreaq(options =>
{
    options.UseEmbeddedStore();                                           // tasks end with this process,
    options.Redis = builder.Configuration.GetConnectionString("redis");   // unless there is a Redis
});
streaq.AddWorker();                                                       // without it: enqueue only
streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>();

using var host = builder.Build();
await host.StartAsync();

var client = host.Services.GetRequiredService<IStreaqClient>();
var words = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");
var receipt = await client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m), new EnqueueOptions { Priority = "high" });
Console.WriteLine($"{await words.ResultAsync(TimeSpan.FromSeconds(10))} words");
await receipt.WaitAsync(TimeSpan.FromSeconds(10));

await host.StopAsync();
#endregion
