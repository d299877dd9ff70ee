using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;

namespace Streaq.Dashboard.Waterfall;

/// <summary>Returns the course of a task from its report: the enqueue, each attempt, and the waits between.</summary>
internal static class TaskSteps
{
    /// <returns>The steps; none when the time of the enqueue is not known.</returns>
    public static IReadOnlyList<Step> From(Visit visit, TaskReport task)
    {
        if (task.EnqueuedAt is not { } enqueued)
        {
            return [];
        }

        var now = visit.Board.Time.GetUtcNow();
        var steps = new List<Step> { new("point", "Enqueued", enqueued, enqueued) { SpanId = task.EnqueueSpanId } };
        var (until, wait) = (enqueued, "Waited");
        if (task.HistoryDropped > 0 && task.History is [var first, ..])
        {
            steps.Add(Wait($"{task.HistoryDropped} attempts, not kept", enqueued, first.StartedAt));
            (until, wait) = (first.StartedAt, "");
        }

        foreach (var past in task.History)
        {
            AddWait(steps, wait, until, past.StartedAt);
            steps.Add(AttemptStep.From(visit, past));
            (until, wait) = (past.FinishedAt, AttemptStep.WaitAfter(past.Outcome));
        }

        if (task.State is TaskState.Running || task is { FinishedAt: not null, StartedAt: not null, Attempts: > 0 })
        {
            var started = task.StartedAt ?? now;
            // It waited until it was ready, and then for a worker.
            var ready = task.ReadyAt is { } at && at > until && at < started ? at : until;
            AddWait(steps, task.History.Count > 0 ? wait : WaitBefore(task), until, ready);
            AddWait(steps, ready > until ? "Waited for a worker" : wait, ready, started);
            steps.Add(AttemptStep.From(visit, task, started, task.FinishedAt ?? now));
        }
        else if (task.FinishedAt is { } finished)
        {
            AddWait(steps, "Waited", until, finished);
            steps.Add(new Step("point", "Ended", finished, finished) { Detail = StateTag.For(task.State) });
        }
        else
        {
            steps.Add(Pending(task, until, now));
        }

        return steps;
    }

    private static string WaitBefore(TaskReport task) => task.Dependencies.Count > 0 ? "Waited for others" : "Waited for its time";

    private static Step Pending(TaskReport task, DateTimeOffset since, DateTimeOffset now) => task.State switch
    {
        TaskState.Scheduled => Wait("Waits for its time", since, task.DueAt is { } due && due > now ? due : now) with
        {
            Detail = Html.When(task.DueAt is not null, $"due {Shown.Time(task.DueAt)}"),
        },
        TaskState.Waiting => Wait("Waits for others", since, now),
        _ => Wait("Waits for a worker", since, now),
    };

    private static void AddWait(List<Step> steps, string what, DateTimeOffset from, DateTimeOffset to)
    {
        if (to > from && what.Length > 0)
        {
            steps.Add(Wait(what, from, to));
        }
    }

    private static Step Wait(string what, DateTimeOffset from, DateTimeOffset to) => new("wait", what, from, to < from ? from : to);
}
