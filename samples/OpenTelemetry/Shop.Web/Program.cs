// Saves an order and its task in one transaction, under the span of the request. The worker is another process: see Shop.Worker.
using System.Diagnostics;
using OpenTelemetry;
using Shop;
using Streaq;

var builder = WebApplication.CreateBuilder(args).AddHealth().AddTelemetry("shop-web");
var queue = builder.Configuration["Queue"] ?? "shop";
builder.AddShopDatabase(queue);
builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration.GetConnectionString("redis") ?? "localhost:6379";
    options.Queue = queue;
}).AddOutbox<ShopDbContext>();
builder.Services.AddStreaqDashboard(dashboard => dashboard.TraceUrl = builder.Configuration["TraceUrl"]);

var app = builder.Build();
await app.CreateAsync();
app.MapHealth();
// Use RequireAuthorization in an application that others can reach.
app.MapStreaqDashboard("/streaq").AllowAnonymousDashboard();

app.MapPost("/orders", async (Order order, HttpContext http, ShopDbContext db) =>
{
    // This task and all tasks that follow from it carry the baggage.
    Baggage.SetBaggage("tenant", http.Request.Headers["X-Tenant"].ToString());
    // The order and the task are committed together. The outbox moves the task into the queue.
    var task = db.Enqueue(Tasks.Confirm, order);
    db.Orders.Add(new PlacedOrder { Id = task.Id, Customer = order.Customer, Item = order.Item, Count = order.Count });
    await db.SaveChangesAsync(http.RequestAborted);
    return Results.Accepted($"/orders/{task.Id}", new { task.Id, TraceId = Activity.Current?.TraceId.ToHexString() });
});

app.MapGet("/orders/{id}", async (string id, ShopDbContext db, CancellationToken cancellationToken) =>
{
    if (await db.Orders.FindAsync([id], cancellationToken) is not { } order)
    {
        return Results.NotFound();
    }

    var report = await db.Handle<decimal>(id).ReportAsync(cancellationToken);
    return Results.Ok(new { report.TaskId, order.Item, order.Count, State = report.State.ToString(), report.Attempts, report.TraceId });
});

await app.RunAsync();
