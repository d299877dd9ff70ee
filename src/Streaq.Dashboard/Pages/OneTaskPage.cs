using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Traces;
using Streaq.Dashboard.Waterfall;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows one task: its properties, its waterfall, its error or result.</summary>
internal static class OneTaskPage
{
    /// <summary>The most traces of one call.</summary>
    private const int MostTraces = 8;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        try
        {
            var seen = await visit.AskAsync(
                $"task {visit.Id}", (client, cancellation) => ReadAsync(client, visit.Id, cancellation)).ConfigureAwait(false);
            var page = seen switch
            {
                { IsKnown: false } => new Page(visit.Id, Html.Empty) { Place = "tasks" },
                { Value.Report.State: TaskState.NotFound } => MissingPage.OfTask(visit),
                _ => Of(visit, seen.Value!, await visit.Board.OtherTraces.FindAsync(TracesOf(seen.Value!.Report)).ConfigureAwait(false)),
            };
            return page with { Troubles = [seen.Shown] };
        }
        catch (ArgumentException)
        {
            return MissingPage.OfTask(visit);
        }
    }

    private static async Task<Told> ReadAsync(IStreaqClient client, string id, CancellationToken cancellation)
    {
        var report = await client.ReportAsync(id, cancellation).ConfigureAwait(false);
        // The record of a task expires. Its dead letter stays until it is replayed or deleted.
        var letter = report.State is TaskState.Failed or TaskState.NotFound
            ? await client.DeadLetters.FindAsync(id, cancellation).ConfigureAwait(false)
            : null;
        var task = report.State is TaskState.NotFound && letter is not null ? letter.Report : report;
        return new(task, letter, await client.Traces.FindAsync(TracesOf(task), cancellation).ConfigureAwait(false));
    }

    /// <summary>Returns the ids of all its traces, since a late attempt may be in a trace of its own.</summary>
    private static string[] TracesOf(TaskReport task) =>
    [
        .. task.History.Select(attempt => attempt.TraceId).Append(task.PreviousTraceId).Append(task.EnqueueTraceId).Append(task.TraceId)
            .Reverse().OfType<string>().Distinct(StringComparer.Ordinal).Take(MostTraces),
    ];

    private static Page Of(Visit visit, Told told, OtherAnswer others)
    {
        var (task, letter, kept) = told;
        TaskTrace[] traces = [.. kept, .. others.Traces];
        var forest = new SpanForest(traces);
        var (steps, shown) = MergedSteps.From(visit, task, TaskSteps.From(visit, task), forest);
        return new Page(task.TaskName ?? task.TaskId, Html.Of($"""
            {TaskFacts.For(visit, task, letter)}
            {Html.When(steps.Count > 0, $"<h2>Course</h2>{(steps.Count > 0 ? WaterfallTable.For(steps) : Html.Empty)}")}
            {TracePage.Rest(visit, forest, shown, [.. traces.Select(trace => trace.TraceId).Distinct(StringComparer.Ordinal)])}
            {TracePage.Troubles(others)}
            {Error(letter?.Error ?? task.Error)}
            {Result(visit, task)}
            {(letter is null ? Html.Empty : Html.Of($"<h2>Argument</h2>{Payload.For(visit, letter.TaskName, letter.Body)}"))}
            {Headers(visit, task.Headers.Count > 0 ? task : letter?.Report ?? task)}
            """))
        {
            Place = letter is null ? "tasks" : "dead",
            Aside = Html.Of($"{StateTag.For(task.State)}{Actions(visit, task, letter)}"),
            IsLive = task.FinishedAt is null,
        };
    }

    private static Html Error(TaskError? error) => error is null ? Html.Empty : Html.Of($"""
        <h2>Error</h2>
        <p class="error"><code><bdi>{error.Type}</bdi></code><br><bdi>{error.Message}</bdi></p>
        {Html.When(error.StackTrace is not null, $"<pre tabindex=\"0\"><bdi>{error.StackTrace}</bdi></pre>")}
        """);

    private static Html Result(Visit visit, TaskReport task) => task.ResultBody.IsEmpty
        ? Html.Empty
        : Html.Of($"<h2>Result</h2>{Payload.For(visit, task.TaskName, task.ResultBody)}");

    private static Html Headers(Visit visit, TaskReport task) => Html.When(
        task.Headers.Count > 0, $"<h2>Headers</h2>{Payload.For(visit, task.TaskName, HeaderJson.Write(task.Headers))}");

    private static Html Actions(Visit visit, TaskReport task, DeadLetter? letter)
    {
        string Address(string action) => visit.ToQueue("tasks", task.TaskId, action);
        if (letter is not null)
        {
            return Html.Of($"""
                {ActionForm.Button(visit, Address("replay"), "Replay")}
                {ActionForm.Confirmed(visit, Address("delete"), "Delete", "Its argument and its error are gone then.")}
                """);
        }

        return task.State is TaskState.Scheduled or TaskState.Waiting or TaskState.Ready or TaskState.Running
            ? Html.Of($"""
                {(task.State is TaskState.Scheduled ? ActionForm.Button(visit, Address("run"), "Run now") : Html.Empty)}
                {ActionForm.Confirmed(visit, Address("abort"), "Abort", "It ends before its time, without a retry or a dead letter.")}
                """)
            : Html.Empty;
    }

    /// <param name="Report">The task.</param>
    /// <param name="Letter">The task's dead letter, if it has one.</param>
    /// <param name="Traces">The kept spans of its traces.</param>
    private sealed record Told(TaskReport Report, DeadLetter? Letter, IReadOnlyList<TaskTrace> Traces);
}
