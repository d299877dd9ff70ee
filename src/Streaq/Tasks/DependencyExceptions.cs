namespace Streaq;

/// <summary>A task could not be enqueued because of what it was to wait for; nothing was written.</summary>
public sealed class DependencyRefusedException : StreaqException
{
    private DependencyRefusedException(string taskId, string dependencyId, string message) : base(message) =>
        (TaskId, DependencyId) = (taskId, dependencyId);

    /// <summary>The id that the task was to have.</summary>
    public string TaskId { get; }

    /// <summary>The dependency because of which it was refused.</summary>
    public string DependencyId { get; }

    internal static DependencyRefusedException Unknown(string taskId, string dependencyId) => new(
        taskId,
        dependencyId,
        $"Task {taskId} was not enqueued: nothing is known of {dependencyId}, which it names in After, and DependencyPolicy.Strict asks "
        + "that something is. "
        + "It was never enqueued, or its result has expired.");

    internal static DependencyRefusedException Cycle(string taskId, string dependencyId) => new(
        taskId,
        dependencyId,
        $"Task {taskId} was not enqueued: it names {dependencyId} in After, which itself comes after {taskId}, directly or through "
        + "others.");
}

/// <summary>A task was not run because one of the tasks in its <c>After</c> did not succeed; stands as type in its error.</summary>
public sealed class DependencyFailedException : StreaqException
{
    internal DependencyFailedException(string taskId, string dependencyId, TaskOutcome outcome)
        : base($"Task {taskId} was not run: {dependencyId}, which it waited for, {Said(outcome)}.") =>
        (TaskId, DependencyId, Outcome) = (taskId, dependencyId, outcome);

    /// <summary>The task that was not run.</summary>
    public string TaskId { get; }

    /// <summary>The dependency that did not succeed.</summary>
    public string DependencyId { get; }

    /// <summary>How the dependency ended.</summary>
    public TaskOutcome Outcome { get; }

    private static string Said(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Aborted => "was aborted",
        TaskOutcome.Expired => "expired",
        TaskOutcome.Timeout => "took too long",
        _ => "failed",
    };
}
