using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Tasks in this process: for development, tests and programs that need no server. They end with the process.</summary>
internal sealed class InMemoryTaskStore(StoreOptions options, TimeProvider time) : ITaskStore
{
    private readonly Lock _gate = new();
    private (string? Id, long Until) _reporter;

    private readonly InMemoryQueue _queue = new(options, time);

    /// <summary>Which limited and unique tasks may run.</summary>
    public InMemoryAdmission Admission => _queue.Admission;

    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public StoreAddress? Address => null;

    public IScheduleStore Schedules
    {
        get
        {
            lock (_gate)
            {
                return field ??= new InMemorySchedules(_gate, _queue, time);
            }
        }
    }

    public IProgressStore Progress
    {
        get
        {
            lock (_gate)
            {
                return field ??= new InMemoryProgress(_gate, _queue, time);
            }
        }
    }

    public ValueTask<string> EnqueueAsync(NewTask task, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.Add(task));
        }
    }

    public ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. tasks.Select(_queue.Add)]);
        }
    }

    public ValueTask<string[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. tasks.Select(_queue.AddWaiting)]);
        }
    }

    public ValueTask OpenGroupAsync(NewGroup group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _queue.Groups.Open(group);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<GroupProgress?> FindGroupAsync(string groupId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.Groups.Find(groupId));
        }
    }

    public ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _queue.Leases[registration.WorkerId] = Now + (long)registration.LeaseDuration.TotalMilliseconds;
            _queue.Workers[registration.WorkerId] = (registration, Now);
            _queue.Priorities.AddRange(registration.Priorities.Except(_queue.Priorities, StringComparer.Ordinal).ToList());
        }

        return new(new InMemoryWorkerLease(_gate, _queue, registration, time));
    }

    public ValueTask<StartDecision> AdmitAsync(string worker, Delivery delivery, StartConditions conditions, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.Admit(worker, delivery.Message.Id, conditions));
        }
    }

    public ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.PromoteDue(limit));
        }
    }

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) => _queue.Due.WaitAsync(longest, cancellationToken);

    public ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(InMemoryReclaim.Reclaim(_queue, priorities, limit));
        }
    }

    public async ValueTask<AbortResult> AbortAsync(string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        InMemoryTask task;
        lock (_gate)
        {
            // A group ends with its tasks.
            if (_queue.LookUp(taskId).State is TaskState.NotFound || _queue.Groups.IsUnfinished(taskId))
            {
                return new AbortResult(Record: null);
            }

            task = _queue.Tasks[taskId];
            if (task.Record is { } record)
            {
                return new AbortResult(record);
            }

            if (InMemoryAborts.TryEnd(_queue, task, abortedBy))
            {
                return new AbortResult(task.Record, IsTakenOut: true);
            }
        }

        return new AbortResult(await task.Ended.Task.WaitAsync(giveUp).ConfigureAwait(false));
    }

    public ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.LookUp(taskId));
        }
    }

    public async ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken cancellationToken)
    {
        Task<TaskRecord> ended;
        lock (_gate)
        {
            var status = _queue.LookUp(taskId);
            if (status.Record is not null || status.State is TaskState.NotFound)
            {
                return status.Record;
            }

            ended = _queue.Tasks[taskId].Ended.Task;
        }

        return await ended.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.Count(priorities));
        }
    }

    public ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. _queue.Priorities]);
        }
    }

    public ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(InMemoryLists.List(_queue, query));
        }
    }

    public ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(InMemoryLists.Workers(_queue, priorities, Now));
        }
    }

    public ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.Ready.Paused.Add(priority ?? ""));
        }
    }

    public ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var resumed = _queue.Ready.Paused.Remove(priority ?? "");
            _queue.Ready.Wake();
            return new(resumed);
        }
    }

    public ValueTask<QueuePause> PausedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(QueuePause.Of(_queue.Ready.Paused));
        }
    }

    public ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_reporter.Until <= Now || string.Equals(_reporter.Id, reporter, StringComparison.Ordinal))
            {
                _reporter = (reporter, Now + (long)term.TotalMilliseconds);
                return new(true);
            }

            return new(false);
        }
    }

    public ValueTask<IReadOnlyList<DeadLetterEntry>> ListDeadLettersAsync(int offset, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new([.. _queue.DeadLetters.All.Skip(offset).Take(limit)]);
        }
    }

    public ValueTask<DeadLetterEntry?> FindDeadLetterAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.DeadLetters.Find(taskId));
        }
    }

    public ValueTask<bool> ReplayAsync(TaskMessage message, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_queue.DeadLetters.Remove(message.Id))
            {
                return new(false);
            }

            _queue.Tasks.Remove(message.Id);
            _queue.Add(new NewTask(message));
            return new(true);
        }
    }

    public ValueTask<bool> DeleteDeadLetterAsync(string taskId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new(_queue.DeadLetters.Remove(taskId));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
