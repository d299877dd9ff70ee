namespace Streaq;

/// <summary>
/// A task mapped with <c>WithUnique</c> was refused, because another instance of it is under way;
/// <see cref="TaskError.Type"/> names it. The refused task has failed, and there is no dead letter of it.
/// </summary>
public sealed class TaskAlreadyRunningException : StreaqException
{
    internal TaskAlreadyRunningException(string taskName, string runningTaskId)
        : base($"Task '{taskName}' is unique, and another instance of it is running already: {runningTaskId}.") =>
        RunningTaskId = runningTaskId;

    /// <summary>The id of the task that is under way.</summary>
    public string RunningTaskId { get; }
}
