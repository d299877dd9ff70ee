namespace Streaq.Storage.InMemory;

/// <summary>Which limited and unique tasks may run. Its owner's lock is held in every member.</summary>
internal sealed class InMemoryAdmission(TimeProvider time, Dictionary<string, long> leases, Action<InMemoryTask> makeReady)
{
    private readonly Dictionary<InMemoryTask, InMemoryHold> _holds = [];
    private readonly Dictionary<string, (InMemoryTask Task, string? Worker)> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<InMemoryTask, string> _lockOf = [];
    private long _order;

    public InMemoryLimits Limits { get; } = new(time, makeReady);

    /// <summary>Whether nothing is kept of any limit or lock.</summary>
    public bool IsIdle => _holds.Count + _locks.Count + _lockOf.Count == 0 && Limits.IsIdle;

    public StartDecision Admit(InMemoryTask task, string worker, StartConditions conditions)
    {
        if (conditions.UniqueName is { } name && _locks.TryGetValue(name, out var held) && held.Task != task
            && (held.Worker is null || leases.ContainsKey(held.Worker)))
        {
            return new(StartAnswer.Locked, held.Task.Message.Id);
        }

        if (!_holds.TryGetValue(task, out var hold))
        {
            _holds.Add(task, hold = new InMemoryHold(task, _order++));
        }

        if (!hold.HasBegun && !Limits.TryTake(hold, conditions.Limits))
        {
            return new(StartAnswer.Parked);
        }

        hold.HasBegun = true;

        if (conditions.UniqueName is { } taken)
        {
            _locks[taken] = (task, worker);
            _lockOf[task] = taken;
        }

        return new(StartAnswer.Begin);
    }

    /// <summary>The task has ended, or the lease of the worker that ran it has.</summary>
    public void Release(InMemoryTask task)
    {
        LeaveLimits(task);
        if (_lockOf.Remove(task, out var name) && _locks.TryGetValue(name, out var held) && held.Task == task)
        {
            _locks.Remove(name);
        }
    }

    /// <summary>The attempt is over, and another one follows: the task keeps its lock, whoever runs it.</summary>
    public void Suspend(InMemoryTask task)
    {
        LeaveLimits(task);
        if (_lockOf.TryGetValue(task, out var name) && _locks.TryGetValue(name, out var held) && held.Task == task)
        {
            _locks[name] = (task, null);
        }
    }

    private void LeaveLimits(InMemoryTask task)
    {
        if (_holds.Remove(task, out var hold))
        {
            Limits.Release(hold);
        }
    }
}
