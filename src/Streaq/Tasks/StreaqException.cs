namespace Streaq;

/// <summary>The base class of the exceptions about a task or the queue.</summary>
public abstract class StreaqException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">A text that says what happened, where, and what to do.</param>
    /// <param name="innerException">The exception that caused this one.</param>
    private protected StreaqException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>Thrown by a handler or a middleware to request another attempt of the task.</summary>
/// <remarks>The task fails instead when the attempt was the last one allowed (<c>MaxAttempts</c>, default 3).</remarks>
public sealed class StreaqRetryException : StreaqException
{
    /// <summary>Creates an exception that requests another attempt.</summary>
    /// <param name="message">The reason. It appears on the span and in the log.</param>
    /// <param name="delay">
    /// The pause before the next attempt; <see langword="null"/> means the square of the attempt's number in seconds (1, 4, 9 …).
    /// </param>
    /// <param name="innerException">The exception that made the retry necessary. Telemetry reports its type as <c>error.type</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public StreaqRetryException(string message, TimeSpan? delay = null, Exception? innerException = null) : base(message, innerException)
    {
        if (delay is { } value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(delay));
        }

        Delay = delay;
    }

    /// <summary>The pause before the next attempt; <see langword="null"/> for the default.</summary>
    public TimeSpan? Delay { get; }
}

/// <summary>The awaited task ended without a result.</summary>
public abstract class TaskEndedException : StreaqException
{
    private protected TaskEndedException(string taskId, string message) : base(message) => TaskId = taskId;

    /// <summary>The task's id.</summary>
    public string TaskId { get; }
}

/// <summary>The awaited task failed.</summary>
public sealed class TaskFailedException : TaskEndedException
{
    internal TaskFailedException(string taskId, TaskError error)
        : base(taskId, $"Task {taskId} failed with {error.Type}: {error.Message}") => Error = error;

    /// <summary>The error that ended the task.</summary>
    public TaskError Error { get; }
}

/// <summary>The awaited task was aborted.</summary>
public sealed class TaskAbortedException : TaskEndedException
{
    internal TaskAbortedException(string taskId) : base(taskId, $"Task {taskId} was aborted.")
    {
    }
}

/// <summary>The awaited task was not started within <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
public sealed class TaskExpiredException : TaskEndedException
{
    internal TaskExpiredException(string taskId) : base(taskId, $"Task {taskId} expired: no worker started it within its time.")
    {
    }
}

/// <summary>Nothing is known of the awaited task: it was never enqueued, or its result has expired.</summary>
public sealed class TaskNotFoundException : TaskEndedException
{
    internal TaskNotFoundException(string taskId)
        : base(taskId, $"Nothing is known of task {taskId}: it was never enqueued, or its result has expired (see WithResultTtl).")
    {
    }
}

/// <summary>Redis can't be reached or does not meet Streaq's requirements, or the host of the queue has been disposed.</summary>
public sealed class StreaqStoreException : StreaqException
{
    internal StreaqStoreException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for calls after the host of the queue was disposed, and for waits that the disposal ended.</summary>
    internal static StreaqStoreException Closed() => new("The queue's store is closed: its host has been disposed.");

    /// <summary>Whether the same call may succeed later: the store was unreachable, did not answer, or is still starting.</summary>
    internal bool IsTransient { get; init; }
}
