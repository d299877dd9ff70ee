using System.Collections.Concurrent;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>Records what the workers of some shops ran.</summary>
public sealed class Notes
{
    private readonly ConcurrentQueue<string> _ran = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _begun = new(StringComparer.Ordinal);

    /// <summary>The arguments of all attempts, in their order.</summary>
    public IReadOnlyList<string> Ran => [.. _ran];

    public void Add(string item)
    {
        _ran.Enqueue(item);
        Begun(item).TrySetResult();
    }

    /// <summary>Waits until the task begins. Before that it may be in the outbox, where its handle does not find it.</summary>
    public Task BegunAsync(string item) => Begun(item).Task.WaitAsync(QueueHost.Patience);

    private TaskCompletionSource Begun(string item) => _begun.GetOrAdd(item, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
