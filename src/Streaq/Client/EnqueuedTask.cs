using Streaq.Storage;

namespace Streaq.Client;

/// <summary>What an enqueue has brought: a task in the store, or the handle by which a middleware answered.</summary>
internal readonly struct EnqueuedTask
{
    public EnqueuedTask(StandingTask task) => Task = task;

    public EnqueuedTask(TaskHandle answer) => Answer = answer;

    public StandingTask Task { get; }

    /// <summary><see langword="null"/>: the task was written.</summary>
    public TaskHandle? Answer { get; }
}
