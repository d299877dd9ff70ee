using Streaq.Storage;

namespace Streaq.Client;

/// <summary>The result of an enqueue: a task in the store, or the handle that a middleware set.</summary>
internal readonly struct EnqueuedTask
{
    public EnqueuedTask(StandingTask task) => Task = task;

    public EnqueuedTask(TaskHandle answer) => Answer = answer;

    public StandingTask Task { get; }

    /// <summary><see langword="null"/> when the task was written.</summary>
    public TaskHandle? Answer { get; }
}
