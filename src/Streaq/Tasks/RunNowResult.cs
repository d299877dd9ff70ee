namespace Streaq;

/// <summary>
/// The result of <see cref="IStreaqClient.RunNowAsync"/>. Unless it is <see cref="RunNowResult.MadeReady"/>, nothing has changed.
/// </summary>
public enum RunNowResult
{
    /// <summary>The task waited for its time, or for its next attempt, and is ready now.</summary>
    MadeReady,

    /// <summary>Nothing is known of the task, or it is a group.</summary>
    NotFound,

    /// <summary>It waits for tasks that have not ended.</summary>
    WaitsForTasks,

    /// <summary>A concurrency or rate limit holds it back until a permit is free.</summary>
    WaitsForLimit,

    /// <summary>It was ready already: it waits for a free worker, or for the end of a pause.</summary>
    AlreadyReady,

    /// <summary>A worker holds it.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Ended,
}
