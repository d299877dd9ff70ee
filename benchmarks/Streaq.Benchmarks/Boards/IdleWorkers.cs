using Streaq.Storage;

namespace Streaq.Benchmarks.Boards;

/// <summary>Workers that have a lease and hold a task, without a process each.</summary>
internal static class IdleWorkers
{
    /// <summary>Longer than a trial, since none of them renews it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(3);

    /// <returns>The id of the last one.</returns>
    public static async Task<string> JoinAsync(ITaskStore store, int count, IReadOnlyList<string> priorities)
    {
        var id = "";
        for (var i = 0; i < count; i++)
        {
            id = $"billing-{i % 250}-{1_000 + i}-{Guid.NewGuid():N}"[..24];
            var registration = new WorkerRegistration(id, priorities, Lease) { Name = "billing", HostName = $"billing-{i % 250}", ProcessId = 1_000 + i, Concurrency = 32 };
            // Its connection ends with it, its lease does not.
            await using var lease = await store.JoinAsync(registration, CancellationToken.None);
            await lease.FetchAsync(room: 1, TimeSpan.Zero, [], CancellationToken.None);
        }

        return id;
    }
}
