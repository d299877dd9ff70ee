namespace Streaq.Storage.InMemory;

/// <summary>The queue's tasks and their transitions. The caller of a member holds the store's lock.</summary>
internal sealed class InMemoryQueue
{
    private readonly Dictionary<string, InMemoryTask> _byDeduplicationKey = new(StringComparer.Ordinal);
    private readonly InMemoryDependencies _dependencies;
    private readonly TimeProvider _time;
    private long _taken;

    public InMemoryQueue(StoreOptions options, TimeProvider time, InMemoryGate gate)
    {
        _time = time;
        Retention = new InMemoryRetention(Tasks, time);
        _dependencies = new InMemoryDependencies(this);
        Groups = new InMemoryGroups(this, gate);
        DeadLetters = new InMemoryDeadLetters(this, options, time, gate);
        Due = new InMemoryDueTasks(time);
    }

    public Dictionary<string, InMemoryTask> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Worker ids and, in Unix milliseconds, the end of their lease.</summary>
    public Dictionary<string, long> Leases { get; } = new(StringComparer.Ordinal);

    /// <summary>The workers that joined, and when, in Unix milliseconds.</summary>
    public Dictionary<string, (WorkerRegistration Registration, long Started)> Workers { get; } = new(StringComparer.Ordinal);

    /// <summary>The priorities that workers serve or served, by the worker's order.</summary>
    public List<string> Priorities { get; } = [];

    public Dictionary<string, HashSet<InMemoryTask>> HeldBy { get; } = new(StringComparer.Ordinal);

    /// <summary>Removes the records of ended tasks when their time is over.</summary>
    public InMemoryRetention Retention { get; }

    public InMemoryGroups Groups { get; }

    public InMemoryDeadLetters DeadLetters { get; }

    public InMemoryReady Ready { get; } = new();

    /// <summary>The scheduled tasks.</summary>
    public InMemoryDueTasks Due { get; }

    /// <summary>Decides which limited and unique tasks may run.</summary>
    public InMemoryAdmission Admission => field ??= new(_time, Leases, LetIn);

    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public StandingTask Add(NewTask task) => Add(task, waits: false);

    /// <exception cref="DependencyRefusedException">
    /// The task would wait for itself, or one of its strict dependencies is unknown.
    /// </exception>
    public StandingTask AddWaiting(NewTask task) => Add(task, waits: true);

    /// <summary>Whether an unfinished task has that deduplication key.</summary>
    public bool IsHeld(string deduplicationKey) => _byDeduplicationKey.ContainsKey(deduplicationKey);

    private StandingTask Add(NewTask task, bool waits)
    {
        Retention.Forget();
        if (task.DeduplicationKey is { } key && _byDeduplicationKey.TryGetValue(key, out var standing))
        {
            return new(standing.Message.Id, IsNew: false);
        }

        if (Tasks.ContainsKey(task.Message.Id))
        {
            return new(task.Message.Id, IsNew: false);
        }

        if (waits && task.Message.Details.Dependencies is { } checkedOnes)
        {
            _dependencies.Check(task.Message, checkedOnes);
        }

        var due = task.DueAt ?? (task.Delay is { } delay ? Now + (long)Math.Ceiling(delay.TotalMilliseconds) : 0);
        var message = task.Message with
        {
            // It is set already when the message was made earlier.
            EnqueuedAt = task.Message.EnqueuedAt is > 0 and var made ? made : Now,
            Details = task.IsScheduled || task.ExpiresIn is not null
                ? task.Message.Details with
                {
                    DueAt = task.IsScheduled ? due : 0,
                    ExpiresAt = task.ExpiresIn is { } expires ? Now + (long)Math.Ceiling(expires.TotalMilliseconds) : 0,
                }
                : task.Message.Details,
        };
        var added = new InMemoryTask(message) { DeduplicationKey = task.DeduplicationKey };
        Tasks.Add(message.Id, added);
        if (task.DeduplicationKey is not null)
        {
            _byDeduplicationKey.Add(task.DeduplicationKey, added);
        }

        if (waits && task.Message.Details.GroupId is { } group)
        {
            Groups.Join(added, group);
        }

        if (task.Message.Details.Dependencies is { Failed: null, Ids.Count: > 0 } dependencies && waits)
        {
            _dependencies.WaitFor(added, dependencies);
        }
        else if (task.IsScheduled)
        {
            Schedule(added, due);
        }
        else
        {
            MakeReady(added);
        }

        return new(message.Id, IsNew: true);
    }

    public void Schedule(InMemoryTask task, long due)
    {
        task.State = TaskState.Scheduled;
        task.Worker = null;
        task.Message = task.Message with { Details = task.Message.Details with { DueAt = due, LimitedAt = 0 } };
        Due.Add(task, due);
    }

    public void MakeReady(InMemoryTask task)
    {
        task.State = TaskState.Ready;
        task.Worker = null;
        task.AttemptTraceParent = null;
        task.Message = task.Message with { ReadyAt = Now };
        Ready.Add(task);
    }

    /// <summary>Removes a task that no worker holds from the ready, scheduled or waiting tasks.</summary>
    public void TakeOut(InMemoryTask task)
    {
        switch (task.State)
        {
            case TaskState.Ready:
                Ready.Remove(task);
                break;
            case TaskState.Scheduled:
                Due.Remove(task);
                break;
            default:
                _dependencies.Withdraw(task);
                break;
        }
    }

    public StartDecision Admit(string worker, string taskId, StartConditions conditions)
    {
        if (!Leases.ContainsKey(worker) || !Tasks.TryGetValue(taskId, out var task) || !Held(worker).Contains(task))
        {
            return new(StartAnswer.Gone);
        }

        if (task.AbortedBy is { } abortedBy)
        {
            return new(StartAnswer.Abort) { AbortedBy = abortedBy };
        }

        var decision = Admission.Admit(task, worker, conditions);
        if (decision.Answer is StartAnswer.Limited && Held(worker).Remove(task))
        {
            WaitForLimits(task);
        }

        if (conditions.Limits.Count > 0 && Admission.Limits.NextRefill is { } refill)
        {
            Due.LookAgainAt(refill);
        }

        return decision;
    }

    public Promotion PromoteDue(int limit)
    {
        var promoted = 0;
        for (; promoted < limit && Due.TryTake(Now) is { } task; promoted++)
        {
            MakeReady(task);
        }

        Admission.Limits.Refill();
        return new(promoted, Due.NextLook(Now, Admission.Limits.NextRefill));
    }

    public InMemoryTask? Take(string priority, string worker)
    {
        if (Ready.TryTake(priority) is not { } task)
        {
            return null;
        }

        task.State = TaskState.Running;
        task.Worker = worker;
        task.HeldSince = Now;
        task.TakenAs = _taken++;
        Held(worker).Add(task);
        return task;
    }

    /// <returns>The task, unless the worker does not hold it any more.</returns>
    public InMemoryTask? Release(string taskId, string worker) =>
        Tasks.TryGetValue(taskId, out var task) && Held(worker).Remove(task) ? task : null;

    public void End(InMemoryTask task, byte[] written, TimeSpan? ttl)
    {
        Admission.Release(task);
        task.EndWith(written);
        if (!_dependencies.End(task, ttl))
        {
            Retention.ForgetAfter(task, ttl);
        }

        if (task.DeduplicationKey is { } key)
        {
            _byDeduplicationKey.Remove(key);
        }

        Groups.Ended(task);
        task.Ended.SetResult();
    }

    /// <summary>Fails all waits for the end of a task.</summary>
    public void Close()
    {
        foreach (var task in Tasks.Values)
        {
            if (task.Ended.TrySetException(StreaqStoreException.Closed()))
            {
                // Marks the exception as observed: maybe no caller waits for the task.
                _ = task.Ended.Task.Exception;
            }
        }
    }

    public TaskSnapshot LookUp(string taskId)
    {
        Retention.Forget();
        return Tasks.TryGetValue(taskId, out var task)
            ? _dependencies.Show(task)
            : new TaskSnapshot(TaskState.NotFound);
    }

    /// <summary>Returns all known tasks, also those of which only the record is left.</summary>
    public IEnumerable<InMemoryTask> Known()
    {
        Retention.Forget();
        return Tasks.Values;
    }

    public QueueCounts Count(IReadOnlyList<string> priorities)
    {
        var now = Now;
        var ready = priorities.Select(priority => Ready.OldestAt(priority) ?? now).DefaultIfEmpty(now).Min();
        // Without a worker no loop makes due tasks ready. Their waiting time counts as well.
        var oldest = Math.Min(ready, Due.First ?? now);
        return new(
            priorities.ToDictionary(priority => priority, Ready.Count, StringComparer.Ordinal),
            Due.Count,
            Admission.Limits.Waiting + _dependencies.WaitingCount,
            priorities.ToDictionary(
                priority => priority,
                priority => (long)HeldBy.Values.Sum(
                    held => held.Count(task => string.Equals(task.Message.Priority, priority, StringComparison.Ordinal))),
                StringComparer.Ordinal),
            DeadLetters.Count)
        {
            OldestReadyAge = now - oldest,
            Paused = QueuePause.From(Ready.Paused),
        };
    }

    public HashSet<InMemoryTask> Held(string worker)
    {
        if (!HeldBy.TryGetValue(worker, out var held))
        {
            HeldBy.Add(worker, held = []);
        }

        return held;
    }

    /// <summary>Makes a task wait for its limits.</summary>
    private void WaitForLimits(InMemoryTask task)
    {
        // It may have got its permits at once, and then it is ready already.
        if (task.State is TaskState.Running)
        {
            task.State = TaskState.Waiting;
            task.Worker = null;
        }

        if (task.Message.Details.LimitedAt == 0)
        {
            task.Message = task.Message with { Details = task.Message.Details with { LimitedAt = Now } };
        }
    }

    /// <summary>Makes a task with its permits ready. Its time in the queue still counts from when it was first ready.</summary>
    private void LetIn(InMemoryTask task)
    {
        var readyAt = task.Message.ReadyAt;
        MakeReady(task);
        task.Message = task.Message with { ReadyAt = readyAt };
    }
}
