namespace Streaq;

/// <summary>A queue on the client's Redis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">
/// Its task counts; <see langword="null"/> when the Redis user of this client may not read the queue, for example because it has access to
/// other queues only.
/// </param>
/// <param name="Workers">How many workers have a lease.</param>
public sealed record QueueReport(string Name, TaskCounts? Counts, int Workers);
