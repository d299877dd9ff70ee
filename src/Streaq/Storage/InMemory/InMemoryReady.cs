namespace Streaq.Storage.InMemory;

/// <summary>The ready tasks of each priority in their order, and a signal for a new one.</summary>
internal sealed class InMemoryReady
{
    private readonly Dictionary<string, LinkedList<InMemoryTask>> _byPriority = new(StringComparer.Ordinal);

    /// <summary>Names of priorities; the empty one stands for the queue.</summary>
    public HashSet<string> Paused { get; } = new(StringComparer.Ordinal);

    /// <summary>Completes when a task gets ready, and is replaced then.</summary>
    public TaskCompletionSource Newly { get; private set; } = Signal.New();

    public void Add(InMemoryTask task)
    {
        TasksOf(task.Message.Priority).AddLast(task);
        Wake();
    }

    public void Remove(InMemoryTask task) => TasksOf(task.Message.Priority).Remove(task);

    /// <returns>The next task of the priority; <see langword="null"/> when the priority is paused or has none.</returns>
    public InMemoryTask? TryTake(string priority)
    {
        var ready = TasksOf(priority);
        if (ready.First is not { } first || Paused.Contains("") || Paused.Contains(priority))
        {
            return null;
        }

        ready.RemoveFirst();
        return first.Value;
    }

    public long Count(string priority) => TasksOf(priority).Count;

    /// <summary>Returns the time since which the priority's first task is ready, in Unix milliseconds.</summary>
    public long? OldestAt(string priority) => TasksOf(priority).First?.Value.Message.ReadyAt;

    /// <summary>Wakes the waiting workers.</summary>
    public void Wake()
    {
        var signal = Newly;
        Newly = Signal.New();
        signal.SetResult();
    }

    private LinkedList<InMemoryTask> TasksOf(string priority)
    {
        if (!_byPriority.TryGetValue(priority, out var ready))
        {
            _byPriority.Add(priority, ready = new());
        }

        return ready;
    }
}
