using Microsoft.Extensions.Hosting;

namespace Streaq.Chaos.Worker;

/// <summary>Another service of the host, which is slow to stop and ignores its token.</summary>
internal sealed class SlowService(TimeSpan stop, Action? stopping = null) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopping?.Invoke();
        return Task.Delay(stop, CancellationToken.None);
    }
}
