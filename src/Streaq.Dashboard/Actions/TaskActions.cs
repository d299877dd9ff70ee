using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Actions;

/// <summary>Actions on tasks that have not ended.</summary>
internal static class TaskActions
{
    public static readonly QueueAction Abort = new(
        ActionWord.Abort,
        (visit, _, cancellation) => Done.OneAsync(AbortAsync(visit, visit.Id, cancellation)),
        (visit, _) => visit.ToQueue("tasks", visit.Id));

    public static readonly QueueAction AbortMany = new(
        ActionWord.Abort,
        (visit, form, cancellation) => Many.RunAsync(form, id => AbortAsync(visit, id, cancellation)),
        (visit, form) => Links.Query(visit.ToQueue("tasks"), ("state", form["state"].ToString())));

    public static readonly QueueAction RunNow = new(
        ActionWord.RunNow,
        (visit, _, cancellation) => Done.OneAsync(RunNowAsync(visit, cancellation)),
        (visit, _) => visit.ToQueue("tasks", visit.Id));

    /// <summary>Requests the abort. It does not wait for the end of a running task, which the task's page shows.</summary>
    private static Task<bool> AbortAsync(Visit visit, string id, CancellationToken cancellation) =>
        visit.Queue.Client.AbortAsync(id, TimeSpan.Zero, cancellation);

    private static async Task<bool> RunNowAsync(Visit visit, CancellationToken cancellation) =>
        await visit.Queue.Client.RunNowAsync(visit.Id, cancellation).ConfigureAwait(false) is RunNowResult.MadeReady;
}
