namespace Streaq.Storage;

/// <summary>A task taken back from a worker whose lease ran out.</summary>
internal sealed record ReclaimedTask(string TaskId, string PreviousWorker);
