using Streaq.Storage;

namespace Streaq.Client;

/// <summary>Tasks about to be enqueued together, in the order of their arguments.</summary>
internal sealed class BuiltBatch(int capacity)
{
    private readonly List<NewTask> _tasks = new(capacity);

    /// <summary>The tasks to write.</summary>
    public IReadOnlyList<NewTask> Tasks => _tasks;

    /// <summary>The handles that middleware set in place of tasks, by the index of the argument; <see langword="null"/> for none.</summary>
    public SortedDictionary<int, TaskHandle>? Answers { get; private set; }

    public int Count => _tasks.Count + (Answers?.Count ?? 0);

    public void Add(NewTask task) => _tasks.Add(task);

    public void Add(TaskHandle answer) => (Answers ??= []).Add(Count, answer);
}
