using System.Collections.Concurrent;

namespace Streaq.Storage;

/// <summary>
/// The tasks of one worker that are to be aborted. The store adds requests; the worker checks them when it begins an attempt.
/// </summary>
internal sealed class AbortRequests
{
    private readonly ConcurrentDictionary<string, AbortRequest> _requested = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Called with each request, also when the same request is added again. Must not block.</summary>
    public Action<AbortRequest>? Told { get; set; }

    /// <summary>Reads only a field, because most tasks are never aborted.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public void Add(AbortRequest request)
    {
        if (_requested.TryAdd(request.TaskId, request))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _requested[request.TaskId] = request;
        }

        Told?.Invoke(request);
    }

    /// <returns>The request for this delivery. A request for an earlier delivery of the same task does not count.</returns>
    public AbortRequest? Find(Delivery delivery) =>
        _requested.TryGetValue(delivery.Message.Id, out var request) && request.IsFor(delivery) ? request : null;

    public void Remove(string taskId)
    {
        if (_requested.TryRemove(taskId, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Returns the ids of the requested tasks. Call it before all requests are read from the store.</summary>
    public IReadOnlyCollection<string> Known() => IsEmpty ? [] : [.. _requested.Keys];

    /// <summary>Takes over the store's requests: adds those whose message was lost, and removes those that the store has no more.</summary>
    /// <param name="knownBefore">The result of <see cref="Known"/> before the store was read; younger requests stay.</param>
    /// <param name="told">All requests that the store has for this worker.</param>
    public void Learn(IReadOnlyCollection<string> knownBefore, IReadOnlyList<AbortRequest> told)
    {
        foreach (var id in knownBefore)
        {
            if (!told.Any(request => string.Equals(request.TaskId, id, StringComparison.Ordinal)))
            {
                Remove(id);
            }
        }

        foreach (var request in told)
        {
            Add(request);
        }
    }
}

/// <summary>A request to abort a task that a worker holds.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Receipt">The delivery that is to end.</param>
/// <param name="AbortedBy">The <c>traceparent</c> of the caller of the abort; empty when nothing is traced.</param>
internal sealed record AbortRequest(string TaskId, byte[] Receipt, string AbortedBy)
{
    public bool IsFor(Delivery delivery) =>
        string.Equals(delivery.Message.Id, TaskId, StringComparison.Ordinal) && delivery.Receipt.AsSpan().SequenceEqual(Receipt);
}
