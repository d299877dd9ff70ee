namespace Streaq;

/// <summary>A queue on the client's Redis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">
/// How full it is; <see langword="null"/> when Redis lets this client not look at it, as where its user has the keys of other queues.
/// </param>
/// <param name="Workers">How many workers have a lease.</param>
public sealed record QueueReport(string Name, TaskCounts? Counts, int Workers);
