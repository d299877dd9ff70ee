using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>Work that one of the workers does for the queue from time to time.</summary>
internal interface IMaintenanceDuty
{
    /// <summary>Does the work once.</summary>
    Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken);

    /// <summary>Waits until the work is due again.</summary>
    Task WaitAsync(ITaskStore store, CancellationToken cancellationToken);
}
