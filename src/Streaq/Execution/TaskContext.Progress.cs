namespace Streaq;

/// <content>The progress of the task.</content>
public abstract partial class TaskContext
{
    private const int MaxProgressNote = 1_000;

    /// <summary>
    /// Reports the progress of the task to callers of <see cref="TaskHandle.ProgressAsync"/>. Call it as often as you like: Streaq sends
    /// the newest report at most ten times a second, and the last one before the task's end.
    /// </summary>
    /// <param name="fraction">From 0, nothing done, to 1, all done.</param>
    /// <param name="note">A note, 1,000 characters at most. It is stored for callers that follow the task, and never logged.</param>
    /// <returns>A task that completes at once, when the report is accepted. A report that can't be stored never fails the task.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is not from 0 to 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="note"/> is too long.</exception>
    public ValueTask ReportProgressAsync(double fraction, string? note = null)
    {
        if (fraction is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Progress goes from 0 to 1.");
        }

        if (note?.Length > MaxProgressNote)
        {
            throw new ArgumentException(
                $"A note of progress has {MaxProgressNote} characters at most, this one {note.Length}.", nameof(note));
        }

        _attempt.Progress.Report(fraction, note);
        return ValueTask.CompletedTask;
    }
}
