namespace Streaq.EntityFrameworkCore;

/// <summary>The record of a task whose effect is committed.</summary>
internal sealed class InboxRow
{
    public required string Queue { get; init; }

    public required string TaskId { get; init; }

    /// <summary>The result as JSON; <see langword="null"/> for a task without one.</summary>
    public byte[]? Result { get; init; }

    /// <summary>The time of the attempt in Unix milliseconds. <see cref="InboxOptions.KeepFor"/> counts from it.</summary>
    public long HandledAt { get; init; }
}
