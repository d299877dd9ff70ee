using System.Collections.Frozen;

namespace Streaq.Client;

/// <summary>The middleware around enqueues, by task. A task that this process has not mapped has only the queue's middleware.</summary>
internal sealed class EnqueueChains(EnqueueChain queue, IEnumerable<KeyValuePair<string, EnqueueChain>> tasks)
{
    // Empty in most queues, which then skip the look-up.
    private readonly FrozenDictionary<string, EnqueueChain> _tasks =
        tasks.Where(static task => !task.Value.IsEmpty).ToFrozenDictionary(StringComparer.Ordinal);

    public EnqueueChain Of(TaskDefinition task) => _tasks.Count == 0 ? queue : _tasks.GetValueOrDefault(task.Name, queue);
}
