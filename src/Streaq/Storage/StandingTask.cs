namespace Streaq.Storage;

/// <summary>The task that stands for one that was to be enqueued.</summary>
/// <param name="Id">Its own id, or that of the first with its deduplication key.</param>
/// <param name="IsNew">Whether the enqueue added it.</param>
internal readonly record struct StandingTask(string Id, bool IsNew);
