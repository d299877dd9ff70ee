using System.Diagnostics;
using System.Diagnostics.Metrics;
using Streaq;

/// <summary>Measures the attempt. <c>UseTiming()</c> of Streaq.Instrumentation does the same, with an outcome and a log line.</summary>
internal sealed class StopwatchMiddleware : ITaskMiddleware
{
    private static readonly Histogram<double> Duration = BillingTelemetry.Meter.CreateHistogram<double>("billing.task.duration", "s");

    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            // Names make good tags. An id would make a time series of every task.
            Duration.Record(seconds, new KeyValuePair<string, object?>("task", context.TaskName));
            Activity.Current?.SetTag("billing.seconds", Math.Round(seconds, 3));
        }
    }
}
