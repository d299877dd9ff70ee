using System.Collections.Concurrent;

namespace Streaq.Storage;

/// <summary>The tasks of one worker that somebody wants aborted. The store adds to it; the worker looks when it begins an attempt.</summary>
internal sealed class AbortWishes
{
    private readonly ConcurrentDictionary<string, AbortWish> _wished = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Called with each wish, also with one that was told before; must not wait.</summary>
    public Action<AbortWish>? Told { get; set; }

    /// <summary>A read of a field: most tasks are never aborted.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(AbortWish wish)
    {
        if (_wished.TryAdd(wish.TaskId, wish))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _wished[wish.TaskId] = wish;
        }

        Told?.Invoke(wish);
    }

    /// <returns>The wish for this delivery; one for an earlier delivery of the same task does not count.</returns>
    public AbortWish? Find(Delivery delivery) =>
        _wished.TryGetValue(delivery.Message.Id, out var wish) && wish.IsFor(delivery) ? wish : null;

    public void Remove(string taskId)
    {
        if (_wished.TryRemove(taskId, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>The wishes known now; to be taken before the store is asked for all.</summary>
    public IReadOnlyCollection<string> Known() => IsEmpty ? [] : [.. _wished.Keys];

    /// <summary>Takes over what the store told: a message that got lost is made good, a wish that came too late is forgotten.</summary>
    /// <param name="knownBefore">What <see cref="Known"/> gave before the store was asked; younger wishes stay.</param>
    /// <param name="told">All wishes that the store has for this worker.</param>
    public void Learn(IReadOnlyCollection<string> knownBefore, IReadOnlyList<AbortWish> told)
    {
        foreach (var id in knownBefore)
        {
            if (!told.Any(wish => string.Equals(wish.TaskId, id, StringComparison.Ordinal)))
            {
                Remove(id);
            }
        }

        foreach (var wish in told)
        {
            Add(wish);
        }
    }
}

/// <summary>Somebody wants a task aborted that a worker holds.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Receipt">The delivery that is to end.</param>
/// <param name="AbortedBy">The <c>traceparent</c> of whoever asked; empty when nothing is traced.</param>
internal sealed record AbortWish(string TaskId, byte[] Receipt, string AbortedBy)
{
    public bool IsFor(Delivery delivery) =>
        string.Equals(delivery.Message.Id, TaskId, StringComparison.Ordinal) && delivery.Receipt.AsSpan().SequenceEqual(Receipt);
}
