using System.Text.Json.Serialization;

namespace Streaq;

/// <summary>The state of a task. In JSON it is its name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
public enum TaskState
{
    /// <summary>Nothing is known of the id: never enqueued, or its result has expired.</summary>
    NotFound,

    /// <summary>Waits for its time: a delay, a schedule or the pause before a retry.</summary>
    Scheduled,

    /// <summary>Waits for other tasks to succeed, or until its limits allow an attempt.</summary>
    Waiting,

    /// <summary>In its queue; the next worker with a free slot takes it.</summary>
    Ready,

    /// <summary>A worker holds its lease.</summary>
    Running,

    /// <summary>The handler returned and the result is stored.</summary>
    Succeeded,

    /// <summary>
    /// An exception, a timeout or the last attempt ended it; it is among the dead letters. Or a task that it waited for did not succeed.
    /// </summary>
    Failed,

    /// <summary>Ended by <c>AbortAsync</c>.</summary>
    Aborted,

    /// <summary>Not started within <see cref="EnqueueOptions.ExpiresIn"/>.</summary>
    Expired,
}
