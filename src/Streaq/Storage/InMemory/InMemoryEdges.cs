namespace Streaq.Storage.InMemory;

/// <summary>The relations of a task to its dependencies and dependents.</summary>
internal sealed class InMemoryEdges
{
    /// <summary>The unfinished tasks that it waits for.</summary>
    public HashSet<InMemoryTask> WaitsFor { get; } = [];

    /// <summary>The tasks that wait for it.</summary>
    public List<InMemoryTask> Dependents { get; } = [];

    /// <summary>The ended tasks whose records are kept for it.</summary>
    public List<InMemoryTask> Needs { get; } = [];

    /// <summary>The number of tasks that its record is kept for.</summary>
    public int KeptFor { get; set; }

    /// <summary>How long its record is kept once it is kept for no other task; <see langword="null"/>: for ever.</summary>
    public TimeSpan? Ttl { get; set; }
}
