using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq;

/// <summary>The health of one queue as this process sees it: a value of <see cref="HealthCheckResult.Data"/>.</summary>
public sealed record StreaqQueueHealth
{
    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>The status of the queue.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>What is wrong, where, and what to do; or that the queue is well. It has no credentials.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// What Redis may lose because of its role or its settings, and what to do. It may delete keys when its memory is full, be a replica,
    /// or have no append-only file although enqueues wait for replicas or the disk. <see langword="null"/> when there is no risk, or when
    /// the risk is not known, for example before the process has reached Redis.
    /// </summary>
    public string? Risk { get; init; }

    /// <summary>The configured servers, without credentials; <see langword="null"/> for the embedded store.</summary>
    public string? Address { get; init; }

    /// <summary>How many tasks are ready; <see langword="null"/> when Redis did not report it.</summary>
    public long? Ready { get; init; }

    /// <summary>How many tasks all workers of the queue hold; <see langword="null"/> when Redis did not report it.</summary>
    public long? Running { get; init; }

    /// <summary>How long the oldest task that is ready or due has waited; <see langword="null"/> when Redis did not report it.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>The name of the worker in this process; <see langword="null"/> without one.</summary>
    public string? Worker { get; init; }

    /// <summary>How long the worker's lease lasts at least without renewal; <see langword="null"/> when it has none.</summary>
    public TimeSpan? LeaseRemaining { get; init; }

    /// <summary>How many tasks the worker in this process holds; <see langword="null"/> without one.</summary>
    public int? HeldTasks { get; init; }
}
