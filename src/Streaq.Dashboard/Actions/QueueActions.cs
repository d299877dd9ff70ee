using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Actions;

/// <summary>Actions on a queue or one of its priorities.</summary>
internal static class QueueActions
{
    public static readonly QueueAction Pause = new(
        ActionWord.Pause,
        (visit, form, cancellation) => Done.OneAsync(visit.Queue.Client.PauseAsync(Priority(form), cancellation)),
        (visit, _) => visit.ToQueue());

    public static readonly QueueAction Resume = new(
        ActionWord.Resume,
        (visit, form, cancellation) => Done.OneAsync(visit.Queue.Client.ResumeAsync(Priority(form), cancellation)),
        (visit, _) => visit.ToQueue());

    /// <returns>The priority; <see langword="null"/> for the whole queue.</returns>
    private static string? Priority(IFormCollection form) => form["priority"] is [{ Length: > 0 } priority] ? priority : null;
}
