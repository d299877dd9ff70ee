namespace Streaq;

/// <summary>A task could not be enqueued because no worker of the queue serves its priority; nothing was written.</summary>
public sealed class PriorityNotServedException : ArgumentException
{
    internal PriorityNotServedException(string queue, string priority, IReadOnlyList<string> served)
        : base(
            $"No worker of queue '{queue}' serves the priority '{priority}', so the task would never run; served are "
            + $"{string.Join(", ", served.Select(name => $"'{name}'"))}. "
            + "Start a worker with it in WorkerOptions.Priorities first, or enqueue with another priority.",
            nameof(EnqueueOptions.Priority)) => (Priority, Served) = (priority, served);

    /// <summary>The priority.</summary>
    public string Priority { get; }

    /// <summary>The priorities that workers serve or have served.</summary>
    public IReadOnlyList<string> Served { get; }
}
