namespace Streaq.Storage.InMemory;

/// <summary>A task that is limited or unique, from its first admission until its attempt is over. Plain tasks have none.</summary>
internal sealed class InMemoryHold(InMemoryTask task, long order)
{
    /// <summary>The order in which tasks became ready first.</summary>
    public static IComparer<InMemoryHold> ReadyOrder { get; } =
        Comparer<InMemoryHold>.Create((one, other) => (one.Task.Message.ReadyAt, one.Order).CompareTo((other.Task.Message.ReadyAt, other.Order)));

    public InMemoryTask Task => task;

    /// <summary>Whether its attempt has begun, so that whoever asks again is told the same.</summary>
    public bool HasBegun { get; set; }

    /// <summary>What it has permits of or, while it waits, needs them of.</summary>
    public IReadOnlyList<Limit> Limits { get; set; } = [];

    private long Order => order;
}

/// <summary>The permits of one limit: who holds them, and who waits for one.</summary>
internal sealed class InMemoryPermits(string key)
{
    /// <summary>When each start that still counts does so no more, in ticks.</summary>
    private readonly Queue<long> _starts = new();

    public string Key => key;

    /// <summary>Tasks with a permit, ready or running.</summary>
    public HashSet<InMemoryHold> Holders { get; } = [];

    /// <summary>In the order in which they became ready first.</summary>
    public SortedSet<InMemoryHold> Waiting { get; } = new(InMemoryHold.ReadyOrder);

    /// <summary>When the next permit comes back by itself, in ticks.</summary>
    public long? NextEnd => _starts.TryPeek(out var end) ? end : null;

    public bool IsIdle => Holders.Count + Waiting.Count + _starts.Count == 0;

    /// <summary>Whether there is a permit for the task, or it has one already.</summary>
    public bool HasRoom(InMemoryHold hold, int most) => Holders.Count + _starts.Count - (Holders.Contains(hold) ? 1 : 0) < most;

    public void Start(InMemoryHold hold, TimeSpan? period, long at)
    {
        if (period is { } span)
        {
            Holders.Remove(hold);
            _starts.Enqueue(at + span.Ticks);
        }
        else
        {
            Holders.Add(hold);
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
