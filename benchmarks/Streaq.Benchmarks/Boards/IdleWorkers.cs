using Streaq.Storage;

namespace Streaq.Benchmarks.Boards;

/// <summary>Workers that have a lease and hold a task, without processes of their own.</summary>
internal static class IdleWorkers
{
    /// <summary>A join mostly waits for its connection, so many joins can wait at the same time.</summary>
    private const int AtOnce = 16;

    /// <summary>Longer than a trial, since no worker renews its lease.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(3);

    /// <returns>The id of the last one.</returns>
    public static async Task<string> JoinAsync(ITaskStore store, int count, IReadOnlyList<string> priorities)
    {
        var last = "";
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        await Parallel.ForEachAsync(Enumerable.Range(0, count), atOnce, async (i, cancellationToken) =>
        {
            var worker = Register(i, priorities);
            // Disposing closes the connection and keeps the lease.
            await using var lease = await store.JoinAsync(worker, cancellationToken);
            await lease.FetchAsync(room: 1, TimeSpan.Zero, [], cancellationToken);
            last = worker.WorkerId;
        });
        return last;
    }

    /// <summary>Describes a worker that has not joined yet.</summary>
    public static WorkerRegistration Register(int number, IReadOnlyList<string> priorities) =>
        new($"billing-{number % 250}-{1_000 + number}-{Guid.NewGuid():N}"[..24], priorities, Lease)
        {
            Name = "billing",
            HostName = $"billing-{number % 250}",
            ProcessId = 1_000 + number,
            Concurrency = 32,
        };
}
