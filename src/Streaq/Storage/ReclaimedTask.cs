namespace Streaq.Storage;

/// <summary>A task taken back from a worker whose lease ran out.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="PreviousWorker">The worker that held it.</param>
/// <param name="PreviousTraceParent">The <c>traceparent</c> of that worker's attempt, if it was noted.</param>
internal sealed record ReclaimedTask(string TaskId, string PreviousWorker, string? PreviousTraceParent);
