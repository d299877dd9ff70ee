using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Makes the tasks ready again that workers with an expired lease held. The caller holds the store's lock.</summary>
internal static class InMemoryReclaim
{
    /// <returns>The tasks given back, each with the worker that had it.</returns>
    public static IReadOnlyList<ReclaimedTask> Reclaim(InMemoryQueue queue, IReadOnlyList<string> priorities, int limit)
    {
        foreach (var (worker, _) in queue.Leases.Where(lease => lease.Value <= queue.Now).ToList())
        {
            queue.Leases.Remove(worker);
            queue.Workers.Remove(worker);
        }

        var reclaimed = new List<ReclaimedTask>();
        foreach (var worker in queue.HeldBy.Keys.Where(worker => !queue.Leases.ContainsKey(worker)).ToList())
        {
            var served = queue.Held(worker).Where(task => priorities.Contains(task.Message.Priority, StringComparer.Ordinal));
            foreach (var task in served.OrderBy(task => task.TakenAs).Take(limit - reclaimed.Count).ToList())
            {
                queue.Held(worker).Remove(task);
                queue.Admission.Release(task);
                reclaimed.Add(new ReclaimedTask(task.Message.Id, worker, task.AttemptTraceParent));
                task.Message = task.Message with
                {
                    Attempt = task.Message.Attempt + 1,
                    Details = AttemptHistory.Append(task.Message.Details, LostLine(task, worker, queue.Now)) with
                    {
                        LimitedAt = 0,
                        PreviousWorker = worker,
                        PreviousTraceParent = task.AttemptTraceParent ?? task.Message.Details.PreviousTraceParent,
                    },
                };
                InMemoryAborts.PassOn(task);
                queue.MakeReady(task);
            }

            if (queue.Held(worker).Count == 0)
            {
                queue.HeldBy.Remove(worker);
            }
        }

        return reclaimed;
    }

    private static string LostLine(InMemoryTask task, string worker, long now) => AttemptHistory.Line(
        task.Message.Attempt, (task.HeldSince, now), TaskOutcome.LeaseLost, worker, task.AttemptTraceParent, errorType: null);
}
