namespace Streaq.Storage.InMemory;

/// <summary>A task that is limited or unique, from its first admission until its attempt is over. Plain tasks have none.</summary>
internal sealed class InMemoryContender(InMemoryTask task, long order)
{
    /// <summary>The order in which tasks became ready first.</summary>
    public static IComparer<InMemoryContender> ReadyOrder { get; } =
        Comparer<InMemoryContender>.Create(
            (one, other) => (one.Task.Message.ReadyAt, one.Order).CompareTo((other.Task.Message.ReadyAt, other.Order)));

    public InMemoryTask Task => task;

    /// <summary>Whether its attempt has begun: a repeated call gets the same answer.</summary>
    public bool HasBegun { get; set; }

    /// <summary>The limits that it has permits of or, while it waits, needs permits of.</summary>
    public IReadOnlyList<Limit> Limits { get; set; } = [];

    private long Order => order;
}

/// <summary>The permits of one limit: the tasks that have one, and the tasks that wait for one.</summary>
internal sealed class InMemoryPermits(string key)
{
    /// <summary>For each start that still counts, the time in ticks until which it does.</summary>
    private readonly Queue<long> _starts = new();

    public string Key => key;

    /// <summary>Tasks with a permit, ready or running.</summary>
    public HashSet<InMemoryContender> Owners { get; } = [];

    /// <summary>Tasks that wait, in the order in which they became ready first.</summary>
    public SortedSet<InMemoryContender> Waiting { get; } = new(InMemoryContender.ReadyOrder);

    /// <summary>When the next start no longer counts, in ticks.</summary>
    public long? NextEnd => _starts.TryPeek(out var end) ? end : null;

    public bool IsIdle => Owners.Count + Waiting.Count + _starts.Count == 0;

    /// <summary>Whether there is a permit for the task, or it has one already.</summary>
    public bool HasRoom(InMemoryContender contender, int most) =>
        Owners.Count + _starts.Count - (Owners.Contains(contender) ? 1 : 0) < most;

    public void Start(InMemoryContender contender, TimeSpan? period, long at)
    {
        if (period is { } span)
        {
            Owners.Remove(contender);
            _starts.Enqueue(at + span.Ticks);
        }
        else
        {
            Owners.Add(contender);
        }
    }

    public void Expire(long at)
    {
        while (_starts.TryPeek(out var end) && end <= at)
        {
            _starts.Dequeue();
        }
    }
}
