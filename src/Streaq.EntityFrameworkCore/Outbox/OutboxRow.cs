namespace Streaq.EntityFrameworkCore;

/// <summary>A committed task that is not in the queue yet.</summary>
internal sealed class OutboxRow
{
    /// <summary>The number that the database gives to each row, in the order of the inserts.</summary>
    public long Sequence { get; init; }

    /// <summary>The queue's name: several applications may share a table.</summary>
    public required string Queue { get; init; }

    public required string TaskId { get; init; }

    public required string TaskName { get; init; }

    /// <summary>The ids of the tasks that it waits for, separated by spaces; <see langword="null"/> for none.</summary>
    public string? After { get; init; }

    /// <summary>See <see cref="DeferredMessage.Content"/>.</summary>
    public required byte[] Message { get; init; }

    /// <summary>Unix milliseconds by the clock of the writing process. A number, since not every database sorts dates.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Why the queue refused the row, which stays for inspection; <see langword="null"/> while the relay may move it.</summary>
    public string? Refused { get; init; }
}
