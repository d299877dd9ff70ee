using Streaq.Maintenance;

namespace Streaq.Workers;

/// <summary>
/// What a worker knows of its own health. Its loops write it and health checks read it, without a call to Redis: a worker that can't
/// reach Redis needs an answer, too.
/// </summary>
internal sealed class WorkerPulse(TimeProvider time, LoopFaults faults)
{
    private readonly Lock _gate = new();
    private WorkerPhase _phase;
    private (long Asked, TimeSpan Duration)? _lease;
    private HeldCount? _held;
    private volatile bool _fetchFails;

    /// <summary>The worker's loops that have failed.</summary>
    public LoopFaults Faults => faults;

    /// <summary>Whether the last fetch failed. Set with each fetch, so it takes no lock.</summary>
    public bool FetchFails
    {
        set
        {
            if (_fetchFails != value)
            {
                _fetchFails = value;
            }
        }
    }

    /// <summary>Records that the worker requests a lease.</summary>
    public void Joining() => Enter(WorkerPhase.Joining);

    /// <summary>Records that the worker has a lease.</summary>
    /// <param name="asked">The time stamp of its request: the lease began then or a little later.</param>
    /// <param name="duration">The length of the lease.</param>
    /// <param name="held">Counts the tasks that it holds.</param>
    public void Joined(long asked, TimeSpan duration, HeldCount held)
    {
        lock (_gate)
        {
            _fetchFails = false;
            _lease = (asked, duration);
            _held = held;
            _phase = WorkerPhase.Serving;
        }
    }

    /// <param name="asked">The time stamp of the call that renewed the lease.</param>
    public void Renewed(long asked)
    {
        lock (_gate)
        {
            _lease = _lease is { } lease ? (asked, lease.Duration) : null;
        }
    }

    /// <summary>Records that the worker fetches no more and finishes its running tasks.</summary>
    public void FetchEnded(bool leaseLost) => Enter(leaseLost ? WorkerPhase.LeaseLost : WorkerPhase.Finishing);

    /// <summary>Records that the worker has ended.</summary>
    public void Ended() => Enter(WorkerPhase.Ended);

    public WorkerVitals Read()
    {
        lock (_gate)
        {
            var remaining = _lease is { } lease ? lease.Duration - time.GetElapsedTime(lease.Asked) : default(TimeSpan?);
            return new WorkerVitals(
                _phase, _phase is WorkerPhase.Serving or WorkerPhase.Finishing ? remaining : null, _held?.Count ?? 0, _fetchFails)
            {
                Fault = faults.Current,
            };
        }
    }

    private void Enter(WorkerPhase phase)
    {
        lock (_gate)
        {
            _phase = phase;
        }
    }
}

/// <summary>The phases of a worker between its start and its end.</summary>
internal enum WorkerPhase
{
    NotStarted,
    Joining,
    Serving,
    LeaseLost,
    Finishing,
    Ended,
}

/// <summary>The health of a worker at one moment.</summary>
/// <param name="Phase">The worker's phase.</param>
/// <param name="LeaseRemaining">
/// How long its lease lasts at least without renewal; negative when it was not renewed in time; <see langword="null"/> without one.
/// </param>
/// <param name="HeldTasks">The number of tasks that it holds.</param>
/// <param name="FetchFails">Whether its last fetch failed.</param>
internal sealed record WorkerVitals(WorkerPhase Phase, TimeSpan? LeaseRemaining, int HeldTasks, bool FetchFails)
{
    /// <summary>
    /// The name of a loop that an unexpected exception ended and that has not worked since; <see langword="null"/> for none.
    /// </summary>
    public string? Fault { get; init; }
}
