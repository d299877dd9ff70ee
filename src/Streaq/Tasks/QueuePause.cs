namespace Streaq;

/// <summary>The paused parts of a queue: the whole queue, or some of its priorities. Workers fetch no tasks of these.</summary>
/// <param name="WholeQueue">Whether the whole queue is paused.</param>
/// <param name="Priorities">The priorities that are paused by name, sorted. They stay paused when the whole queue is resumed.</param>
public sealed record QueuePause(bool WholeQueue, IReadOnlyList<string> Priorities)
{
    internal static QueuePause None { get; } = new(WholeQueue: false, []);

    internal bool IsNone => !WholeQueue && Priorities.Count == 0;

    /// <summary>Returns whether tasks of a priority are held back.</summary>
    /// <param name="priority">The priority.</param>
    /// <returns>Whether the queue or the priority is paused.</returns>
    public bool Covers(string priority) => WholeQueue || Priorities.Contains(priority, StringComparer.Ordinal);

    /// <summary>Returns whether another pause covers the same.</summary>
    /// <param name="other">The other pause.</param>
    /// <returns>Whether both pause the same.</returns>
    public bool Equals(QueuePause? other) =>
        other is not null && WholeQueue == other.WholeQueue && Priorities.SequenceEqual(other.Priorities, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WholeQueue, Priorities.Count);

    /// <param name="names">The names of paused priorities; the empty name stands for the whole queue.</param>
    internal static QueuePause From(IEnumerable<string> names)
    {
        var all = names.ToHashSet(StringComparer.Ordinal);
        var whole = all.Remove("");
        return !whole && all.Count == 0 ? None : new QueuePause(whole, [.. all.Order(StringComparer.Ordinal)]);
    }
}
