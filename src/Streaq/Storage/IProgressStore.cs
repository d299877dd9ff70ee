namespace Streaq.Storage;

/// <summary>The progress that running tasks report. It is kept until some time after their end.</summary>
internal interface IProgressStore
{
    /// <summary>How long the last report is kept after the task's end, so that followers can still read it.</summary>
    static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(1);

    /// <summary>Stores a report in place of the one before, and sends it to the followers of the task.</summary>
    /// <param name="worker">The worker that runs the task.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="note">The handler's note.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><see langword="false"/> when the worker has no lease or the task has ended; nothing was stored.</returns>
    ValueTask<bool> ReportAsync(string worker, string taskId, double fraction, string? note, CancellationToken cancellationToken);

    /// <summary>Returns the last report; <see langword="null"/> for none.</summary>
    ValueTask<ProgressReport?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Calls <paramref name="follow"/> with each report from now on, in any order, until the result is disposed.</summary>
    ValueTask<IAsyncDisposable> FollowAsync(string taskId, Action<ProgressReport> follow, CancellationToken cancellationToken);
}

/// <summary>One report.</summary>
/// <param name="Number">Rises with each report of a task.</param>
/// <param name="Progress">The reported progress.</param>
internal sealed record ProgressReport(long Number, TaskProgress Progress);
