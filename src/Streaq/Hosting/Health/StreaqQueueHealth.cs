using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq;

/// <summary>How one queue is, seen from this process: a value of <see cref="HealthCheckResult.Data"/>.</summary>
public sealed record StreaqQueueHealth
{
    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>How it is.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>What is wrong, where, and what to do; or that nothing is. Without credentials.</summary>
    public required string Description { get; init; }

    /// <summary>
    /// What Redis may lose by its role or its settings, and what to do. It may delete keys when its memory is full, or be a replica. It may
    /// have no append-only file though enqueues wait for replicas or the disk. <see langword="null"/> for nothing, or while it is not
    /// known.
    /// </summary>
    public string? Risk { get; init; }

    /// <summary>The configured servers, without credentials; <see langword="null"/> for the embedded store.</summary>
    public string? Address { get; init; }

    /// <summary>How many tasks are ready; <see langword="null"/> when Redis did not tell.</summary>
    public long? Ready { get; init; }

    /// <summary>How many tasks all workers of the queue hold; <see langword="null"/> when Redis did not tell.</summary>
    public long? Running { get; init; }

    /// <summary>How long the task that has been ready, or due, longest waits; <see langword="null"/> when Redis did not tell.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>The name of the worker in this process; <see langword="null"/> without one.</summary>
    public string? Worker { get; init; }

    /// <summary>How long the worker's lease lasts at least without renewal; <see langword="null"/> when it has none.</summary>
    public TimeSpan? LeaseRemaining { get; init; }

    /// <summary>How many tasks the worker in this process holds; <see langword="null"/> without one.</summary>
    public int? HeldTasks { get; init; }
}
