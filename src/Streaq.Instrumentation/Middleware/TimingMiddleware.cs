using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Streaq.Instrumentation;

namespace Streaq;

/// <summary>
/// Measures how long the rest of each attempt takes: the histogram <c>streaq.handler.duration</c> and one line in the log.
/// </summary>
/// <remarks>
/// <c>messaging.process.duration</c> of the core measures the whole attempt. <c>streaq.handler.duration</c> measures what runs inside this
/// middleware: the handler alone when the middleware is added last. It is recorded when the outcome is stored. Tags:
/// <c>streaq.task.name</c>, <c>messaging.destination.name</c> and <c>streaq.outcome</c>, with the outcome of the attempt's span.
/// </remarks>
/// <param name="logger">Logs <c>Executed task {TaskId} in {Seconds}s</c> after each attempt, at the level of information.</param>
/// <param name="time">The clock. Default: <see cref="TimeProvider.System"/>.</param>
public sealed partial class TimingMiddleware(ILogger<TimingMiddleware> logger, TimeProvider? time = null) : ITaskMiddleware
{
    /// <summary>The meter of the histogram; <c>AddStreaqInstrumentation()</c> collects it.</summary>
    public const string MeterName = "Streaq.Instrumentation";

    // A meter provider collects any meter by its name: metrics.AddMeter(name).
    private static readonly Meter Meter = new(new MeterOptions(MeterName)
    {
        Version = StreaqTelemetry.Version,
        TelemetrySchemaUrl = StreaqTelemetry.SchemaUrl,
    });

    // The creation calls listeners, which are user code.
    private static readonly Histogram<double>? Duration = Callback.Ask(nameof(TimingMiddleware), Create, Meter, otherwise: null);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var began = _time.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            var seconds = _time.GetElapsedTime(began).TotalSeconds;
            if (Duration is { Enabled: true })
            {
                // The outcome is not known yet: an outer middleware may turn a failure into a retry, and storing it may fail.
                context.OnEnded(outcome => Callback.Tell(nameof(TimingMiddleware), Record, (context, outcome, seconds)));
            }

            Callback.Tell(nameof(TimingMiddleware), Tell, (context.TaskId, seconds));
        }
    }

    // The SDK's default buckets are made for milliseconds. These go up to six hours, since tasks run longer than requests.
    private static Histogram<double> Create(Meter meter) => meter.CreateHistogram(
        "streaq.handler.duration",
        unit: "s",
        description: "Duration of an attempt's handler and of the middleware inside UseTiming.",
        tags: null,
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
                [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600],
        });

    /// <summary>Records the duration. The caller catches exceptions of listeners, which are user code.</summary>
    private static void Record((TaskContext Context, TaskOutcome Outcome, double Seconds) ended) =>
        // No id as a tag: each task would be a time series of its own.
        Duration!.Record(ended.Seconds, new TagList
        {
            { AttributeNames.TaskName, ended.Context.TaskName },
            { AttributeNames.Queue, ended.Context.Queue },
            { AttributeNames.Outcome, OutcomeNames.For(ended.Outcome) },
        });

    private void Tell((string TaskId, double Seconds) ended) => Executed(logger, ended.TaskId, ended.Seconds);

    [LoggerMessage(100, LogLevel.Information, "Executed task {TaskId} in {Seconds:F3}s", EventName = "streaq.task.executed")]
    private static partial void Executed(ILogger logger, string taskId, double seconds);
}
