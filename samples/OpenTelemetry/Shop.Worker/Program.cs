// Runs what the web application enqueues, in the traces of its requests.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;
using Streaq;

var builder = Host.CreateApplicationBuilder(args);
// Before the worker, so that its first span is seen.
builder.Services.AddTelemetry("shop-worker", Handlers.Source.Name);

var streaq = builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration["Redis"] ?? "localhost:6379";
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

builder.Build().Run();
