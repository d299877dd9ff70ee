namespace Streaq.EntityFrameworkCore;

/// <summary>A task that was committed, and is not in the queue yet.</summary>
internal sealed class OutboxRow
{
    /// <summary>Set by the database; the order of the inserts.</summary>
    public long Sequence { get; init; }

    /// <summary>The queue's name: several applications may share a table.</summary>
    public required string Queue { get; init; }

    public required string TaskId { get; init; }

    public required string TaskName { get; init; }

    /// <summary>The ids of the tasks that it waits for, with a space between; <see langword="null"/> for none.</summary>
    public string? After { get; init; }

    /// <summary>See <see cref="DeferredMessage.Content"/>.</summary>
    public required byte[] Message { get; init; }

    /// <summary>Unix milliseconds by the clock of the process that wrote it; a number, since not every database orders dates.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Why the queue does not take it: the row stays for a look at it. <see langword="null"/> for those to move.</summary>
    public string? Refused { get; init; }
}
