// Middleware around tasks, each in a file of its own. Run it: the console shows every span with the attributes from the middleware.
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq;

using var console = SpanPrinter.Listen("Streaq", BillingTelemetry.Source.Name);

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddScoped<TenantStore>();

var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore());
streaq.AddWorker(worker => worker.StopWhenEmpty = true);

// The first is the outermost: the stopwatch measures everything below it, a retry rule sees what the handler threw.
streaq.UseMiddleware<StopwatchMiddleware>();
streaq.Use(RetryRule.InvokeAsync);
streaq.UseMiddleware<TenantMiddleware>();
streaq.UseMiddleware<SuspendedTenantMiddleware>();
streaq.Use(CauseBaggage.InvokeAsync);
streaq.UseEnqueue(TenantHeader.InvokeAsync);

streaq.Map(Tasks.Send, InvoiceHandler.SendAsync);
streaq.Map(Tasks.Archive, InvoiceHandler.Archive);

using var host = builder.Build();
var client = host.Services.GetRequiredService<IStreaqClient>();
foreach (var (tenant, number) in new[] { ("north", 1), ("south", 2), ("frozen", 3) })
{
    using var request = BillingTelemetry.Source.StartActivity("POST /invoices", ActivityKind.Server);
    request?.AddBaggage("tenant", tenant);
    await client.EnqueueAsync(Tasks.Send, new Invoice(number, 99.5m));
}

await host.RunAsync();
