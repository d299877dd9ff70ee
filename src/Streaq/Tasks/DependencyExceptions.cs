namespace Streaq;

/// <summary>A task was not enqueued because of one of its dependencies. Nothing was written.</summary>
public sealed class DependencyRefusedException : StreaqException
{
    private DependencyRefusedException(string taskId, string dependencyId, string message) : base(message) =>
        (TaskId, DependencyId) = (taskId, dependencyId);

    /// <summary>The id of the refused task.</summary>
    public string TaskId { get; }

    /// <summary>The dependency that caused the refusal.</summary>
    public string DependencyId { get; }

    internal static DependencyRefusedException Unknown(string taskId, string dependencyId) => new(
        taskId,
        dependencyId,
        $"Task {taskId} was not enqueued: {dependencyId}, which it names in After, is unknown, and DependencyPolicy.Strict refuses unknown "
        + $"tasks. {dependencyId} was never enqueued, or its result has expired.");

    internal static DependencyRefusedException Cycle(string taskId, string dependencyId) => new(
        taskId,
        dependencyId,
        $"Task {taskId} was not enqueued: it names {dependencyId} in After, which itself comes after {taskId}, directly or through "
        + "others.");
}

/// <summary>
/// A task was not run because one of the tasks in its <c>After</c> did not succeed. <see cref="TaskError.Type"/> of the task names this
/// type.
/// </summary>
public sealed class DependencyFailedException : StreaqException
{
    internal DependencyFailedException(string taskId, string dependencyId, TaskOutcome outcome)
        : base($"Task {taskId} was not run: {dependencyId}, which it waited for, {Said(outcome)}.") =>
        (TaskId, DependencyId, Outcome) = (taskId, dependencyId, outcome);

    /// <summary>The task that was not run.</summary>
    public string TaskId { get; }

    /// <summary>The dependency that did not succeed.</summary>
    public string DependencyId { get; }

    /// <summary>The outcome of the dependency.</summary>
    public TaskOutcome Outcome { get; }

    private static string Said(TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Aborted => "was aborted",
        TaskOutcome.Expired => "expired",
        TaskOutcome.Timeout => "took too long",
        _ => "failed",
    };
}
