namespace Streaq.Storage.InMemory;

/// <summary>The one queue of a store in this process.</summary>
internal sealed class InMemoryQueues(StoreOptions options, InMemoryGate gate, InMemoryQueue queue, InMemorySchedules schedules)
    : IQueueDirectory
{
    private bool IsUsed => queue.Priorities.Count > 0 || queue.Known().Any() || schedules.Any || queue.Ready.Paused.Count > 0;

    public ValueTask<bool> HasThisAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(IsUsed);
        }
    }

    public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new(IsUsed ? [options.Queue] : []);
        }
    }

    public ValueTask<IReadOnlyList<QueueSight>> ListAsync(CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            if (!IsUsed)
            {
                return new([]);
            }

            List<string> priorities =
                [.. queue.Priorities.Union(queue.Known().Select(task => task.Message.Priority), StringComparer.Ordinal)];
            return new([new QueueSight(options.Queue, queue.Count(priorities), queue.Leases.Values.Count(until => until > queue.Now))]);
        }
    }
}
