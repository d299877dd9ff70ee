namespace Streaq.Storage;

/// <summary>The task in the queue that stands for a task passed to an enqueue.</summary>
/// <param name="Id">The id of the passed task, or of the first task with its deduplication key.</param>
/// <param name="IsNew">Whether the enqueue added it.</param>
internal readonly record struct StandingTask(string Id, bool IsNew);
