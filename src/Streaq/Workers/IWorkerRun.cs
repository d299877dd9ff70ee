namespace Streaq.Workers;

/// <summary>The run of a worker between the start and the stop of its host.</summary>
internal interface IWorkerRun
{
    /// <summary>Runs until it is stopped, or has nothing to do.</summary>
    /// <param name="stopping">Cancelled when the host begins to stop.</param>
    /// <returns>Whether to stop the host, because the queue is empty.</returns>
    Task<bool> RunAsync(CancellationToken stopping);
}
