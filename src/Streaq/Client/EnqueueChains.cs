using System.Collections.Frozen;

namespace Streaq.Client;

/// <summary>The middleware around enqueues, by task: a task that this process has not mapped has that of the queue alone.</summary>
internal sealed class EnqueueChains(EnqueueChain queue, IEnumerable<KeyValuePair<string, EnqueueChain>> tasks)
{
    // Most queues have none, and look nothing up.
    private readonly FrozenDictionary<string, EnqueueChain> _tasks =
        tasks.Where(static task => !task.Value.IsEmpty).ToFrozenDictionary(StringComparer.Ordinal);

    public EnqueueChain Of(TaskDefinition task) => _tasks.Count == 0 ? queue : _tasks.GetValueOrDefault(task.Name, queue);
}
