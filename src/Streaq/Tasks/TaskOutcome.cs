using System.Text.Json.Serialization;

namespace Streaq;

/// <summary>The outcome of an attempt, and the values of the span attribute <c>streaq.outcome</c>. In JSON it is its name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskOutcome>))]
public enum TaskOutcome
{
    /// <summary>The handler returned (<c>success</c>).</summary>
    Success,

    /// <summary>The task failed for good (<c>failure</c>).</summary>
    Failure,

    /// <summary>The attempt failed and another one follows (<c>retry</c>).</summary>
    Retry,

    /// <summary>The task was aborted (<c>aborted</c>).</summary>
    Aborted,

    /// <summary>The attempt ran longer than the task's timeout (<c>timeout</c>).</summary>
    Timeout,

    /// <summary>The task was not started within its time (<c>expired</c>).</summary>
    Expired,

    /// <summary>The worker lost its lease; another worker runs the task again (<c>lease_lost</c>).</summary>
    LeaseLost,

    /// <summary>The handler or a middleware snoozed the task; the attempt is not counted (<c>snoozed</c>).</summary>
    Snoozed,

    /// <summary>The worker stopped and gave the task back; the attempt is made again under the same number (<c>returned</c>).</summary>
    Returned,
}
