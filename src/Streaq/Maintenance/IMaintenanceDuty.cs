using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>Something that some worker has to do for the queue now and then.</summary>
internal interface IMaintenanceDuty
{
    /// <summary>Does it once.</summary>
    Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken);

    /// <summary>Waits until it is to be done again.</summary>
    Task WaitAsync(ITaskStore store, CancellationToken cancellationToken);
}
