// Enqueues a task under the span of the request. The worker is another process: see Shop.Worker.
using System.Diagnostics;
using OpenTelemetry;
using Shop;
using Streaq;

var builder = WebApplication.CreateBuilder(args).AddHealth().AddTelemetry("shop-web");
builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration.GetConnectionString("redis") ?? "localhost:6379";
    options.Queue = builder.Configuration["Queue"] ?? "shop";
});
builder.Services.AddStreaqDashboard(dashboard => dashboard.TraceUrl = builder.Configuration["TraceUrl"]);

var app = builder.Build();
app.MapHealth();
// An application that others can reach says RequireAuthorization here.
app.MapStreaqDashboard("/streaq").AllowAnonymousDashboard();

app.MapPost("/orders", async (Order order, HttpContext http, IStreaqClient client) =>
{
    // Travels with this task and with all that follow from it.
    Baggage.SetBaggage("tenant", http.Request.Headers["X-Tenant"].ToString());
    var task = await client.EnqueueAsync(Tasks.Confirm, order, cancellationToken: http.RequestAborted);
    return Results.Accepted($"/orders/{task.Id}", new { task.Id, TraceId = Activity.Current?.TraceId.ToHexString() });
});

app.MapGet("/orders/{id}", async (string id, IStreaqClient client, CancellationToken cancellationToken) =>
{
    var report = await client.ReportAsync(id, cancellationToken);
    return new { report.TaskId, State = report.State.ToString(), report.Attempts, report.TraceId };
});

app.Run();
