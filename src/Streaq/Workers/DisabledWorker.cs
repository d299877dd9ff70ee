using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>The worker of a process in which it is switched off. It says so, since an operator may wonder why nothing runs.</summary>
internal sealed class DisabledWorker(string worker, string queue, ILogger logger) : IWorkerRun
{
    public Task<bool> RunAsync(CancellationToken stopping)
    {
        logger.WorkerDisabled(worker, queue);
        return Task.FromResult(false);
    }
}
