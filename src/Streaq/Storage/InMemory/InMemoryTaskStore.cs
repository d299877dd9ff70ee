using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Tasks in this process: for development, tests and programs that need no server. They end with the process.</summary>
internal sealed class InMemoryTaskStore : ITaskStore
{
    private readonly InMemoryGate _gate = new();
    private readonly TimeProvider _time;
    private readonly InMemoryQueue _queue;
    private (string? Id, long Until) _reporter;

    public InMemoryTaskStore(StoreOptions options, TimeProvider time)
    {
        _time = time;
        _queue = new InMemoryQueue(options, time, _gate);
        var schedules = new InMemorySchedules(_gate, _queue, time);
        Schedules = schedules;
        Queues = new InMemoryQueues(options, _gate, _queue, schedules);
        Progress = new InMemoryProgress(_gate, _queue, time);
        Statistics = new InMemoryStatistics(_gate, time);
        Traces = new InMemoryTraces(_gate, time);
        Pauses = new InMemoryPauses(_gate, _queue.Ready);
    }

    /// <summary>Decides which limited and unique tasks may run.</summary>
    public InMemoryAdmission Admission => _queue.Admission;

    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public StoreAddress? Address => null;

    public string? Risk => null;

    public IScheduleStore Schedules { get; }

    public IProgressStore Progress { get; }

    public IGroupStore Groups => _queue.Groups;

    public IDeadLetterStore DeadLetters => _queue.DeadLetters;

    public IStatisticsStore Statistics { get; }

    public ITraceStore Traces { get; }

    public IQueueDirectory Queues { get; }

    public IPauseStore Pauses { get; }

    public ValueTask<StandingTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(_queue.Add(task));
        }
    }

    public ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new([.. tasks.Select(task => _queue.Add(task).Id)]);
        }
    }

    public ValueTask<StandingTask[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new([.. tasks.Select(_queue.AddWaiting)]);
        }
    }

    public ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            _queue.Leases[registration.WorkerId] = Now + (long)registration.LeaseDuration.TotalMilliseconds;
            _queue.Workers[registration.WorkerId] = (registration, Now);
            _queue.Priorities.AddRange(registration.Priorities.Except(_queue.Priorities, StringComparer.Ordinal).ToList());
        }

        return new(new InMemoryWorkerLease(_gate, _queue, registration, _time));
    }

    public ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(_queue.PromoteDue(limit));
        }
    }

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        _queue.Due.WaitAsync(longest, cancellationToken);

    public ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(
        IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryReclaim.Reclaim(_queue, priorities, limit));
        }
    }

    public async ValueTask<AbortResult> AbortAsync(
        string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        InMemoryTask task;
        using (_gate.Enter())
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

        await task.Ended.Task.WaitAsync(giveUp).ConfigureAwait(false);
        return new AbortResult(task.Record);
    }

    public ValueTask<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryRunNow.Run(_queue, taskId));
        }
    }

    public ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(_queue.LookUp(taskId));
        }
    }

    public async ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        InMemoryTask task;
        using (_gate.Enter())
        {
            var status = _queue.LookUp(taskId);
            if (status.Record is not null || status.State is TaskState.NotFound)
            {
                return status.Record;
            }

            task = _queue.Tasks[taskId];
        }

        await task.Ended.Task.WaitAsync(giveUp).ConfigureAwait(false);
        return task.Record;
    }

    public ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(_queue.Count(priorities));
        }
    }

    public ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new([.. _queue.Priorities]);
        }
    }

    public ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryLists.List(_queue, query));
        }
    }

    public ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryLists.Workers(_queue, priorities, Now));
        }
    }

    public ValueTask<WorkerPart> PageWorkersAsync(
        IReadOnlyList<string> priorities, int limit, string? after, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryLists.PageWorkers(_queue, priorities, limit, after, Now));
        }
    }

    public ValueTask<WorkerReport?> FindWorkerAsync(
        string workerId, IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            return new(InMemoryLists.Workers(_queue, priorities, Now)
                .SingleOrDefault(worker => string.Equals(worker.WorkerId, workerId, StringComparison.Ordinal)));
        }
    }

    public ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken)
    {
        using (_gate.Enter())
        {
            if (_reporter.Until <= Now || string.Equals(_reporter.Id, reporter, StringComparison.Ordinal))
            {
                _reporter = (reporter, Now + (long)term.TotalMilliseconds);
                return new(true);
            }

            return new(false);
        }
    }

    /// <summary>Closes the store. Waits for the end of a task throw.</summary>
    public ValueTask DisposeAsync()
    {
        _gate.Close();
        using (_gate.EnterToLeave())
        {
            _queue.Close();
        }

        return ValueTask.CompletedTask;
    }
}
