using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>What came of the request to abort a task.</summary>
/// <param name="Record">How the task ended; <see langword="null"/> when nothing is known of it.</param>
/// <param name="IsTakenOut">Whether it was ended by this call, since no worker held it.</param>
internal readonly record struct AbortResult(TaskRecord? Record, bool IsTakenOut = false)
{
    /// <summary>How long the record of a task is kept that no worker held: only workers know what the task's mapping says.</summary>
    public static readonly TimeSpan RecordTtl = TimeSpan.FromMinutes(5);
}
