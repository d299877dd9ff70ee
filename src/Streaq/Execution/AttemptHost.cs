using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>The worker that runs attempts, as the executor needs to know it.</summary>
/// <param name="Queue">The name of its queue.</param>
/// <param name="Worker">Its id.</param>
/// <param name="Store">The store, for its clock.</param>
/// <param name="Scopes">Makes the scope of an attempt's services.</param>
/// <param name="Observer">Told of attempts whose span is sampled, if anybody wants to know.</param>
/// <param name="Aborts">Which tasks are to be aborted.</param>
/// <param name="Stop">Cancelled when attempts must end because the lease is lost or the grace period over.</param>
internal sealed record AttemptHost(
    string Queue, string Worker, ITaskStore Store, IServiceScopeFactory Scopes, IAttemptObserver? Observer, AbortRequests Aborts, CancellationToken Stop)
{
    private Attempt? _calling;

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required ListenerGuard Listeners { get; init; }

    /// <summary>The attempt under way, and the token that ends it.</summary>
    public AttemptCancellation Cancellation { get; } = new(Aborts, Stop);

    /// <summary>The attempt whose handler has been called and has not yet given its thread back, at an await or its end.</summary>
    public Attempt? Calling
    {
        get => Volatile.Read(ref _calling);
        set => Volatile.Write(ref _calling, value);
    }
}

/// <summary>Told of the attempt under way when its span is sampled; one at a time.</summary>
internal interface IAttemptObserver
{
    void Began(Activity span);

    void Ended();
}
