namespace Streaq.Storage.InMemory;

/// <summary>Decides which limited and unique tasks may run. The caller of a member holds the store's lock.</summary>
internal sealed class InMemoryAdmission(TimeProvider time, Dictionary<string, long> leases, Action<InMemoryTask> makeReady)
{
    private readonly Dictionary<InMemoryTask, InMemoryContender> _contenders = [];
    private readonly Dictionary<string, (InMemoryTask Task, string? Worker)> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<InMemoryTask, string> _lockOf = [];
    private long _order;

    public InMemoryLimits Limits { get; } = new(time, makeReady);

    /// <summary>Whether nothing is kept of any limit or lock.</summary>
    public bool IsIdle => _contenders.Count + _locks.Count + _lockOf.Count == 0 && Limits.IsIdle;

    public StartDecision Admit(InMemoryTask task, string worker, StartConditions conditions)
    {
        if (conditions.UniqueName is { } name && _locks.TryGetValue(name, out var owner) && owner.Task != task
            && (owner.Worker is null || leases.ContainsKey(owner.Worker)))
        {
            return new(StartAnswer.Locked, owner.Task.Message.Id);
        }

        if (!_contenders.TryGetValue(task, out var contender))
        {
            _contenders.Add(task, contender = new InMemoryContender(task, _order++));
        }

        if (!contender.HasBegun && !Limits.TryTake(contender, conditions.Limits))
        {
            return new(StartAnswer.Limited);
        }

        contender.HasBegun = true;

        if (conditions.UniqueName is { } taken)
        {
            _locks[taken] = (task, worker);
            _lockOf[task] = taken;
        }

        return new(StartAnswer.Begin);
    }

    /// <summary>Releases all permits and the lock of a task that has ended, or whose worker's lease has.</summary>
    public void Release(InMemoryTask task)
    {
        LeaveLimits(task);
        if (_lockOf.Remove(task, out var name) && _locks.TryGetValue(name, out var owner) && owner.Task == task)
        {
            _locks.Remove(name);
        }
    }

    /// <summary>Releases the permits of a task between two attempts. It keeps its lock, whichever worker runs it next.</summary>
    public void Suspend(InMemoryTask task)
    {
        LeaveLimits(task);
        if (_lockOf.TryGetValue(task, out var name) && _locks.TryGetValue(name, out var owner) && owner.Task == task)
        {
            _locks[name] = (task, null);
        }
    }

    private void LeaveLimits(InMemoryTask task)
    {
        if (_contenders.Remove(task, out var contender))
        {
            Limits.Release(contender);
        }
    }
}
