namespace Streaq;

/// <summary>
/// A task mapped with <c>WithUnique</c> was refused because another instance of it is running, or waits for its next attempt. The refused
/// task has failed without a dead letter, and its <see cref="TaskError.Type"/> names this type.
/// </summary>
public sealed class TaskAlreadyRunningException : StreaqException
{
    internal TaskAlreadyRunningException(string taskName, string runningTaskId)
        : base($"Task '{taskName}' is unique, and another instance of it is running already: {runningTaskId}.") =>
        RunningTaskId = runningTaskId;

    /// <summary>The id of the other instance.</summary>
    public string RunningTaskId { get; }
}
