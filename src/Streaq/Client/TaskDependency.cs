namespace Streaq;

/// <summary>A task that another one waits for. Handles and ids convert to it.</summary>
/// <remarks><c>After = [handle, "4711", .. handles]</c></remarks>
public readonly record struct TaskDependency
{
    private readonly string? _taskId;

    private TaskDependency(string taskId) => _taskId = taskId;

    /// <summary>The task's id.</summary>
    public string TaskId => _taskId ?? "";

    /// <summary>Converts a task's id to a dependency.</summary>
    /// <param name="taskId">The id.</param>
    public static implicit operator TaskDependency(string taskId) => FromString(taskId);

    /// <summary>Converts a task's handle to a dependency.</summary>
    /// <param name="handle">The handle.</param>
    public static implicit operator TaskDependency(TaskHandle handle) => FromTaskHandle(handle);

    /// <summary>Creates a dependency on the task with an id.</summary>
    /// <param name="taskId">The id.</param>
    /// <returns>The dependency.</returns>
    public static TaskDependency FromString(string taskId)
    {
        ArgumentNullException.ThrowIfNull(taskId);
        return new(taskId);
    }

    /// <summary>Creates a dependency on the task of a handle.</summary>
    /// <param name="handle">The handle.</param>
    /// <returns>The dependency.</returns>
    public static TaskDependency FromTaskHandle(TaskHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new(handle.Id);
    }

    /// <summary>Returns the task's id.</summary>
    /// <returns><see cref="TaskId"/>.</returns>
    public override string ToString() => TaskId;
}

/// <summary>How to treat a dependency that the queue does not know: it was never enqueued, or its result has expired.</summary>
public enum DependencyPolicy
{
    /// <summary>It counts as finished. The default, since results expire.</summary>
    Lenient,

    /// <summary>The enqueue throws <see cref="DependencyRefusedException"/>.</summary>
    Strict,
}
