namespace Streaq;

/// <summary>A worker of the queue, in this process or another one.</summary>
public sealed record WorkerReport
{
    /// <summary>Its id; new with each lease.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Its name (<see cref="WorkerOptions.Name"/>).</summary>
    public string Name { get; init; } = "";

    /// <summary>The host that it runs on.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The id of its process.</summary>
    public int ProcessId { get; init; }

    /// <summary>When it got its lease, by Redis's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When its lease ends unless it is renewed, by Redis's clock.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>
    /// Whether the lease had not run out. A worker whose lease has run out is dead or hangs; its tasks go to other workers within half a
    /// lease.
    /// </summary>
    public required bool IsAlive { get; init; }

    /// <summary>The number of tasks that it can run at a time.</summary>
    public int Concurrency { get; init; }

    /// <summary>The priorities that it serves, the highest first.</summary>
    public IReadOnlyList<string> Priorities { get; init; } = [];

    /// <summary>The number of tasks that it holds, those in its buffer included.</summary>
    public required int TaskCount { get; init; }

    /// <summary>The tasks that it holds, up to 100 of each priority.</summary>
    public required IReadOnlyList<HeldTask> Tasks { get; init; }
}

/// <summary>A task that a worker holds: it runs, or will run in a moment.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Since">When the worker received it, by Redis's clock.</param>
public sealed record HeldTask(string TaskId, string TaskName, string Priority, int Attempt, DateTimeOffset Since);
