namespace Streaq.Storage.InMemory;

/// <summary>The tasks that are ready, each priority's in their order, and the word that there is a new one.</summary>
internal sealed class InMemoryReady
{
    private readonly Dictionary<string, LinkedList<InMemoryTask>> _byPriority = new(StringComparer.Ordinal);

    /// <summary>Names of priorities; the empty one stands for the queue.</summary>
    public HashSet<string> Paused { get; } = new(StringComparer.Ordinal);

    /// <summary>Completes when a task gets ready; then replaced.</summary>
    public TaskCompletionSource Newly { get; private set; } = Signal.New();

    public void Add(InMemoryTask task)
    {
        TasksOf(task.Message.Priority).AddLast(task);
        Wake();
    }

    public void Remove(InMemoryTask task) => TasksOf(task.Message.Priority).Remove(task);

    /// <returns>The next of the priority, unless that is paused or has none.</returns>
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

    /// <summary>Since when the priority's first task is ready, in Unix milliseconds.</summary>
    public long? OldestAt(string priority) => TasksOf(priority).First?.Value.Message.ReadyAt;

    /// <summary>Has waiting workers look again.</summary>
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
