namespace Streaq.Storage;

/// <summary>A group of tasks about to be enqueued.</summary>
/// <param name="Id">Unique among task ids as well: callers and tasks can wait for a group as for a task.</param>
/// <param name="Total">The number of its tasks.</param>
/// <param name="Ttl">How long its counts are kept when it is finished; <see langword="null"/>: for ever.</param>
internal sealed record NewGroup(string Id, int Total, TimeSpan? Ttl);
