using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>The worker of a process in which it is disabled. It logs that, since an operator may wonder why no task runs.</summary>
internal sealed class DisabledWorker(string worker, string queue, ILogger logger) : IWorkerRun
{
    public Task<bool> RunAsync(CancellationToken stopping)
    {
        logger.WorkerDisabled(worker, queue);
        return Task.FromResult(false);
    }
}
