using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Waterfall;

/// <summary>An attempt as a line of the waterfall.</summary>
internal static class AttemptStep
{
    public static Step From(Visit visit, PastAttempt past) => new(
        Kind(past.Outcome), $"Attempt {past.Attempt}", past.StartedAt, past.FinishedAt)
    {
        SpanId = past.SpanId,
        Detail = Detail(visit, StateTag.For(past.Outcome), past.ErrorType, past.Worker, past.TraceId),
    };

    /// <summary>Returns the line of the last attempt, which may still run.</summary>
    public static Step From(Visit visit, TaskReport task, DateTimeOffset started, DateTimeOffset until) => new(
        task.Outcome is { } ended ? Kind(ended) : "busy", $"Attempt {task.Attempts}", started, until)
    {
        SpanId = task.SpanId,
        Detail = Detail(
            visit,
            task.Outcome is { } outcome ? StateTag.For(outcome) : StateTag.For(task.State),
            task.Error?.Type,
            task.Worker,
            task.TraceId),
    };

    public static string WaitAfter(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Retry => "Waited to retry",
        TaskOutcome.Snoozed => "Snoozed",
        TaskOutcome.Failure or TaskOutcome.Timeout => "Dead until replayed",
        _ => "Waited again",
    };

    private static string Kind(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Success => "good",
        TaskOutcome.Failure or TaskOutcome.Timeout or TaskOutcome.LeaseLost => "bad",
        _ => "warn",
    };

    private static Html Detail(Visit visit, Html state, string? errorType, string? worker, string? traceId) => Html.Of($"""
        {state}
        {Html.When(errorType is not null, $"<code><bdi>{Shown.ShortType(errorType ?? "")}</bdi></code>")}
        {Html.When(!string.IsNullOrEmpty(worker), $"on {TaskLink.ForWorker(visit, worker)}")}
        {Html.When(traceId is not null, $"trace {TraceLink.Short(visit, traceId)}")}
        """);
}
