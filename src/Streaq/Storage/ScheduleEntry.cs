using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A stored schedule. Times are Unix milliseconds.</summary>
/// <param name="Definition">Its definition.</param>
/// <param name="Version">The fingerprint under which it was stored.</param>
/// <param name="NextAt">Its next slot; in the past when no worker has fired it yet.</param>
internal sealed record ScheduleEntry(ScheduleDefinition Definition, string Version, long NextAt)
{
    /// <summary>The slot that was fired last; 0 for none.</summary>
    public long LastAt { get; init; }

    /// <summary>When a worker declared it last; 0 for a dynamic schedule.</summary>
    public long DeclaredAt { get; init; }
}

/// <summary>The schedules that are due, or the next one.</summary>
/// <param name="Now">The store's time.</param>
/// <param name="Entries">The schedules that are due, the earliest first; if there are none, the one that is due next.</param>
internal sealed record ScheduleReading(long Now, IReadOnlyList<ScheduleEntry> Entries);

/// <summary>One firing.</summary>
/// <param name="Entry">The schedule as it was read; when it has changed since, nothing is fired.</param>
/// <param name="Slot">The slot to fire.</param>
/// <param name="NextAt">The slot after it; <see langword="null"/> when none is left and the schedule is over.</param>
/// <param name="Message">The task; <see langword="null"/> to drop the firing.</param>
internal sealed record ScheduleFiring(ScheduleEntry Entry, long Slot, long? NextAt, TaskMessage? Message);
