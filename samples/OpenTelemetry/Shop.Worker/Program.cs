// Runs what the web application enqueues, in the traces of its requests.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shop;
using Streaq;

// A host like any other, with a web server for its health checks.
var builder = WebApplication.CreateSlimBuilder(args).AddHealth().AddTelemetry("shop-worker", Handlers.Source.Name);

var streaq = builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration.GetConnectionString("redis") ?? "localhost:6379";
    options.Queue = builder.Configuration["Queue"] ?? "shop";
});
streaq.AddWorker(worker => worker.Concurrency = 8);
streaq.UseTracing(tracing =>
{
    tracing.BaggageKeys.Add("tenant");
    tracing.ArgumentProperties.Add(nameof(Order.Item));
});
streaq.UseRetry(retry => retry.ShouldRetry = e => e is TimeoutException);
streaq.UseTiming();
streaq.Map(Tasks.Confirm, Handlers.ConfirmAsync);
streaq.Map(Tasks.SendReceipt, Handlers.SendReceipt);

var app = builder.Build();
app.MapHealth();
app.Run();
