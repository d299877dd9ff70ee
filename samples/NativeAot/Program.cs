using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NativeAot;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaq;

#region worker
var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddStreaqInstrumentation())
    .WithMetrics(metrics => metrics.AddStreaqInstrumentation())
    .UseOtlpExporter();
builder.Services.AddSingleton<Printer>();

var streaq = builder.Services.AddStreaq(options =>
{
    options.Redis = builder.Configuration.GetConnectionString("redis") ?? "localhost:6379";
    options.JsonContext = WarehouseJson.Default;
});
streaq.AddWorker(builder.Configuration.GetSection("Streaq:Worker"));
streaq.UseMiddleware<OrderTag>();
streaq.Map(Warehouse.Pack, async (Parcel parcel, Printer printer, CancellationToken cancellationToken) =>
    await printer.PrintAsync(parcel, cancellationToken));
streaq.Map(Warehouse.Ship).To<Shipping>().WithMaxAttempts(2);
streaq.Map(Warehouse.Discard).ToSync<Discarding>();
streaq.Map(Warehouse.Close, (GroupProgress packed, Printer printer) => $"{packed.Succeeded} of {packed.Total} packed, {printer.Printed} labels");
streaq.Cron("warehouse.tidy", "@every 1s", (Printer printer, TaskContext context) => printer.Tidy(context.ScheduledFor));

builder.Services.AddStreaqDashboard();
var app = builder.Build();
app.MapStreaqDashboard("/streaq");
app.Run();
#endregion

#region services
internal sealed partial class Printer(ILogger<Printer> logger)
{
    private int _printed;

    public int Printed => _printed;

    [LoggerMessage(LogLevel.Information, "Tidied for {Slot}")]
    public partial void Tidy(DateTimeOffset? slot);

    public async Task<Label> PrintAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
        Interlocked.Increment(ref _printed);
        return new Label($"order {parcel.Order}: {string.Join(", ", parcel.Items)}");
    }
}

internal sealed class Shipping(Printer printer) : ITaskHandler<Parcel>
{
    public Task HandleAsync(Parcel parcel, TaskContext context, CancellationToken cancellationToken) => parcel.Items switch
    {
        [] => throw new InvalidOperationException($"Order {parcel.Order} has nothing to ship."),
        ["late", ..] when context.Attempt == 1 => throw new StreaqRetryException("The van has left.", TimeSpan.FromMilliseconds(50)),
        _ => printer.PrintAsync(parcel, cancellationToken),
    };
}

internal sealed class Discarding : ISyncTaskHandler<Parcel>
{
    public void Handle(Parcel parcel, TaskContext context, CancellationToken cancellationToken) =>
        Console.WriteLine($"Order {parcel.Order} is discarded.");
}

internal sealed class OrderTag : ITaskMiddleware
{
    public Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        if (context.Arguments is Parcel parcel)
        {
            Activity.Current?.SetTag("warehouse.order", parcel.Order);
        }

        return next(context);
    }
}
#endregion
