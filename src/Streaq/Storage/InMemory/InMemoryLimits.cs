namespace Streaq.Storage.InMemory;

/// <summary>All limits of a queue. The caller of a member holds the store's lock.</summary>
/// <remarks>A waiting task holds no permit. When it gets ready, a permit of each of its limits is reserved for it.</remarks>
internal sealed class InMemoryLimits(TimeProvider time, Action<InMemoryTask> makeReady)
{
    private readonly Dictionary<string, InMemoryPermits> _byKey = new(StringComparer.Ordinal);

    public bool IsIdle => _byKey.Count == 0;

    /// <summary>The number of tasks that wait for a permit.</summary>
    public int Waiting => _byKey.Values.Sum(permits => permits.Waiting.Count);

    /// <summary>
    /// Unix milliseconds when the next permit that a task waits for gets free by itself; <see langword="null"/> for none.
    /// </summary>
    public long? NextRefill => _byKey.Values.Where(permits => permits.Waiting.Count > 0).Min(permits => permits.NextEnd) is { } ticks
        ? (long)Math.Ceiling((ticks - DateTimeOffset.UnixEpoch.UtcTicks) / (double)TimeSpan.TicksPerMillisecond)
        : null;

    private long Now => time.GetUtcNow().UtcTicks;

    /// <returns>Whether the task has a permit of each limit. Otherwise it waits for the first that it lacks.</returns>
    public bool TryTake(InMemoryContender contender, IReadOnlyList<Limit> limits)
    {
        // This worker may know other limits than the worker for which permits were reserved.
        Leave(contender, contender.Limits.Except(limits));
        contender.Limits = limits;
        foreach (var limit in limits)
        {
            if (!PermitsFor(limit).Owners.Contains(contender))
            {
                HandOut(PermitsFor(limit), limit.Most);
            }
        }

        if (FirstLacking(contender) is { } lacking)
        {
            Release(contender);
            PermitsFor(lacking).Waiting.Add(contender);
            HandOut(PermitsFor(lacking), lacking.Most);
            return false;
        }

        foreach (var limit in limits)
        {
            PermitsFor(limit).Start(contender, limit.Period, Now);
        }

        return true;
    }

    /// <summary>
    /// Removes a task from its limits, whether it waits or has permits, and lets the next tasks in. A start still counts for its period.
    /// </summary>
    public void Release(InMemoryContender contender)
    {
        Leave(contender, contender.Limits);
        foreach (var limit in contender.Limits)
        {
            HandOut(PermitsFor(limit), limit.Most);
        }
    }

    /// <summary>Lets in the tasks whose permits have become free because a start no longer counts.</summary>
    public void Refill()
    {
        foreach (var permits in _byKey.Values.ToList())
        {
            HandOut(permits, most: null);
        }
    }

    private void Leave(InMemoryContender contender, IEnumerable<Limit> limits)
    {
        foreach (var limit in limits)
        {
            PermitsFor(limit).Owners.Remove(contender);
            PermitsFor(limit).Waiting.Remove(contender);
        }
    }

    /// <summary>Gives free permits to the waiting tasks in their order. A task that lacks another permit waits for that one next.</summary>
    /// <param name="permits">The permits.</param>
    /// <param name="most">The caller's value of the limit, which may be newer than the value of the waiting tasks.</param>
    private void HandOut(InMemoryPermits permits, int? most)
    {
        permits.Expire(Now);
        while (permits.Waiting.Min is { } next)
        {
            var lacking = FirstLacking(next, permits.Key, most);
            if (string.Equals(lacking?.Key, permits.Key, StringComparison.Ordinal))
            {
                break;
            }

            permits.Waiting.Remove(next);
            if (lacking is { } other)
            {
                PermitsFor(other).Waiting.Add(next);
                continue;
            }

            foreach (var limit in next.Limits)
            {
                PermitsFor(limit).Owners.Add(next);
            }

            makeReady(next.Task);
        }

        if (permits.IsIdle)
        {
            _byKey.Remove(permits.Key);
        }
    }

    /// <param name="contender">The task.</param>
    /// <param name="before">The limit to return before all others.</param>
    /// <param name="most">The number of permits of that limit.</param>
    private Limit? FirstLacking(InMemoryContender contender, string? before = null, int? most = null)
    {
        Limit? first = null;
        foreach (var limit in contender.Limits)
        {
            var permits = PermitsFor(limit);
            permits.Expire(Now);
            var isThat = string.Equals(limit.Key, before, StringComparison.Ordinal);
            if (!permits.HasRoom(contender, isThat && most is { } newer ? newer : limit.Most) && (first is null || isThat))
            {
                first = limit;
            }
        }

        return first;
    }

    private InMemoryPermits PermitsFor(Limit limit)
    {
        if (!_byKey.TryGetValue(limit.Key, out var permits))
        {
            _byKey.Add(limit.Key, permits = new InMemoryPermits(limit.Key));
        }

        return permits;
    }
}
