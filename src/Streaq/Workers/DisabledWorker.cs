using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>The worker of a process in which it is switched off. It says so, since an operator may wonder why nothing runs.</summary>
internal sealed class DisabledWorker(string worker, string queue, ILogger logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        logger.WorkerDisabled(worker, queue);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
