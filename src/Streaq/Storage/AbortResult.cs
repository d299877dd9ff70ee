using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The result of a request to abort a task.</summary>
/// <param name="Record">The task's record; <see langword="null"/> for an unknown task, and for a group that has not finished.</param>
/// <param name="IsTakenOut">Whether this call ended the task, because no worker held it.</param>
internal readonly record struct AbortResult(TaskRecord? Record, bool IsTakenOut = false)
{
    /// <summary>How long the record of a task that no worker held is kept: only workers know the result TTL of its mapping.</summary>
    public static readonly TimeSpan RecordTtl = TimeSpan.FromMinutes(5);
}
