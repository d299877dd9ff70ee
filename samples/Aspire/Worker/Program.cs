// Runs what the web application enqueues. The AppHost starts it twice.
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Shop;
using Streaq;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();

var streaq = builder.AddStreaq("redis");
streaq.AddWorker();
streaq.Map(Tasks.Confirm, async (Order order, IStreaqClient client, CancellationToken cancellationToken) =>
{
    var total = order.Count * 9.5m;
    await client.EnqueueAsync(Tasks.SendReceipt, new Receipt(order.Customer, total), cancellationToken: cancellationToken);
    return total;
});
streaq.Map(Tasks.SendReceipt, (Receipt receipt) =>
{
    Activity.Current?.SetTag("receipt.total", (double)receipt.Total);
});

builder.Build().Run();
