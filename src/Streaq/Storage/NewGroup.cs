namespace Streaq.Storage;

/// <summary>A group of tasks about to be enqueued.</summary>
/// <param name="Id">Unique, as if it were a task's: its end is awaited and depended on like that of one.</param>
/// <param name="Total">How many tasks it has.</param>
/// <param name="Ttl">How long its counts are kept when it is finished; <see langword="null"/>: for ever.</param>
internal sealed record NewGroup(string Id, int Total, TimeSpan? Ttl);
