// Enqueues a task under the span of its request. The workers are other processes.
using System.Diagnostics;
using Shop;
using Streaq;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddStreaq("redis");

var app = builder.Build();
app.MapDefaultEndpoints();

app.MapPost("/orders", async (Order order, IStreaqClient client, CancellationToken cancellationToken) =>
{
    var task = await client.EnqueueAsync(Tasks.Confirm, order, cancellationToken: cancellationToken);
    return Results.Accepted($"/orders/{task.Id}", new { task.Id, TraceId = Activity.Current?.TraceId.ToHexString() });
});

app.MapGet("/orders/{id}", async (string id, IStreaqClient client, CancellationToken cancellationToken) =>
{
    var report = await client.ReportAsync(id, cancellationToken);
    return new { report.TaskId, State = report.State.ToString(), report.Attempts, report.TraceId };
});

app.Run();
