namespace Streaq;

/// <summary>What of a queue is paused: workers fetch nothing of it.</summary>
/// <param name="WholeQueue">Whether every priority is.</param>
/// <param name="Priorities">The priorities that are paused by name, sorted; they stay so when the whole queue is resumed.</param>
public sealed record QueuePause(bool WholeQueue, IReadOnlyList<string> Priorities)
{
    internal static QueuePause None { get; } = new(WholeQueue: false, []);

    internal bool IsNone => !WholeQueue && Priorities.Count == 0;

    /// <summary>Whether tasks of a priority are held back.</summary>
    /// <param name="priority">The priority.</param>
    /// <returns>Whether the queue or the priority is paused.</returns>
    public bool Covers(string priority) => WholeQueue || Priorities.Contains(priority, StringComparer.Ordinal);

    /// <summary>Whether the same is paused.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether they are alike.</returns>
    public bool Equals(QueuePause? other) =>
        other is not null && WholeQueue == other.WholeQueue && Priorities.SequenceEqual(other.Priorities, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WholeQueue, Priorities.Count);

    /// <param name="names">Of priorities; the empty one stands for the queue.</param>
    internal static QueuePause From(IEnumerable<string> names)
    {
        var all = names.ToHashSet(StringComparer.Ordinal);
        var whole = all.Remove("");
        return !whole && all.Count == 0 ? None : new QueuePause(whole, [.. all.Order(StringComparer.Ordinal)]);
    }
}
