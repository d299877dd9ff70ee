using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A worker that stops while a handler runs, and gives its task back.</summary>
internal sealed class StopScenario(TelemetryTap tap, string queue, string? redis)
{
    private static readonly TaskDefinition<int> Work = new("work");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly FakeTime _time = new();
    private readonly Gate _gate = new();

    public async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => (worker.GracePeriod, worker.LeaseDuration) = (Grace, TimeSpan.FromDays(1)))
                .Map(Work, (int _, CancellationToken cancellationToken) => _gate.PassAsync(cancellationToken)),
            redis,
            services: services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(tap),
            queue: queue);
        await host.Client.EnqueueAsync(Work, 1);
        await _gate.Entered;
        tap.CollectGauges();
        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await stopping.WaitAsync(QueueHost.Patience);
    }
}
