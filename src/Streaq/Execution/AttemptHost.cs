using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>The worker that runs attempts, with what the executor needs of it.</summary>
/// <param name="Store">The store, for its clock.</param>
/// <param name="Lease">Its lease, which admits attempts of limited tasks.</param>
/// <param name="Observer">Notified of attempts whose span is sampled; <see langword="null"/> without an observer.</param>
/// <param name="Aborts">The requests to abort tasks.</param>
/// <param name="Stop">Cancelled when attempts must end because the lease is lost or the grace period is over.</param>
internal sealed record AttemptHost(
    ITaskStore Store, IWorkerLease Lease, IAttemptObserver? Observer, AbortRequests Aborts, CancellationToken Stop)
{
    /// <summary>The worker's id.</summary>
    public string Worker => Lease.Worker;

    /// <summary>The name of its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Creates the scope of an attempt's services.</summary>
    public required IServiceScopeFactory Scopes { get; init; }

    /// <summary>Cancelled when <see cref="Stop"/> is because the lease is lost.</summary>
    public CancellationToken Lost { get; init; }

    /// <summary>Starts and ends the spans of attempts.</summary>
    public required Spans Spans { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Reports that a service or a middleware of an attempt threw when it was disposed.</summary>
    public required Action<TaskMessage, Exception> DisposeThrew { get; init; }

    /// <summary>The attempt under way, and the token that ends it.</summary>
    public AttemptCancellation Cancellation { get; } = new(Aborts, Stop);
}

/// <summary>Notified of the attempt under way when its span is sampled; one at a time.</summary>
internal interface IAttemptObserver
{
    void Began(Attempt attempt);

    void Ended();
}
