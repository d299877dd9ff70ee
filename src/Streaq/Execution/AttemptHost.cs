using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>The worker that runs attempts, as the executor needs to know it.</summary>
/// <param name="Store">The store, for its clock.</param>
/// <param name="Lease">Its lease, which is asked whether an attempt of a limited task may begin.</param>
/// <param name="Observer">Told of attempts whose span is sampled, if something wants to know.</param>
/// <param name="Aborts">Which tasks are to be aborted.</param>
/// <param name="Stop">Cancelled when attempts must end because the lease is lost or the grace period over.</param>
internal sealed record AttemptHost(
    ITaskStore Store, IWorkerLease Lease, IAttemptObserver? Observer, AbortRequests Aborts, CancellationToken Stop)
{
    /// <summary>The worker's id.</summary>
    public string Worker => Lease.Worker;

    /// <summary>The name of its queue.</summary>
    public required string Queue { get; init; }

    /// <summary>Makes the scope of an attempt's services.</summary>
    public required IServiceScopeFactory Scopes { get; init; }

    /// <summary>Cancelled when <see cref="Stop"/> is because the lease is lost.</summary>
    public CancellationToken Lost { get; init; }

    /// <summary>Those that attempts are in.</summary>
    public required Spans Spans { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Tells of a service or a middleware of an attempt that threw when it was disposed.</summary>
    public required Action<TaskMessage, Exception> DisposeThrew { get; init; }

    /// <summary>The attempt under way, and the token that ends it.</summary>
    public AttemptCancellation Cancellation { get; } = new(Aborts, Stop);
}

/// <summary>Told of the attempt under way when its span is sampled; one at a time.</summary>
internal interface IAttemptObserver
{
    void Began(Attempt attempt);

    void Ended();
}
