namespace Streaq.Storage.InMemory;

/// <summary>How a task hangs together with others.</summary>
internal sealed class InMemoryEdges
{
    /// <summary>The unfinished tasks that it waits for.</summary>
    public HashSet<InMemoryTask> WaitsFor { get; } = [];

    /// <summary>The tasks that wait for it.</summary>
    public List<InMemoryTask> Dependents { get; } = [];

    /// <summary>The ended tasks whose records are kept for it.</summary>
    public List<InMemoryTask> Needs { get; } = [];

    /// <summary>How many tasks its record is kept for.</summary>
    public int KeptFor { get; set; }

    /// <summary>How long its record is kept once it is kept for no other task; <see langword="null"/>: for ever.</summary>
    public TimeSpan? Ttl { get; set; }
}
