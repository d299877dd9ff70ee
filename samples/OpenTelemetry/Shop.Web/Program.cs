// Enqueues a task under the span of the request. The worker is another process: see Shop.Worker.
using System.Diagnostics;
using OpenTelemetry;
using Shop;
using Streaq;

var builder = WebApplication.CreateBuilder(args).AddHealth();
// ASP.NET Core starts the request's span itself, from a source of this name.
builder.Services.AddTelemetry("shop-web", "Microsoft.AspNetCore");
builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration["Redis"] ?? "localhost:6379";
    options.Queue = builder.Configuration["Queue"] ?? "shop";
});

var app = builder.Build();
app.Use(NameSpan);
app.MapHealth();

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

// What the package OpenTelemetry.Instrumentation.AspNetCore would do: the route as the span's name, the status on the span.
static async Task NameSpan(HttpContext http, RequestDelegate next)
{
    if (http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && Activity.Current is { } probe)
    {
        // A trace every few seconds of which nobody asks.
        probe.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    await next(http);
    if (Activity.Current is { IsAllDataRequested: true } span && http.GetEndpoint() is RouteEndpoint endpoint)
    {
        span.DisplayName = $"{http.Request.Method} {endpoint.RoutePattern.RawText}";
        span.SetTag("http.response.status_code", http.Response.StatusCode);
    }
}
