using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A task held back by its limit, and a unique one that is refused.</summary>
internal sealed class LimitScenario(TelemetryTap tap, string queue, string? redis)
{
    private static readonly TaskDefinition<int> Limited = new("limited");
    private static readonly TaskDefinition<int> Single = new("single");

    private readonly Gate _first = new();
    private readonly Gate _single = new();

    public async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => worker.Concurrency = 2);
                streaq.Map(Limited, (int i) => i == 1 ? _first.PassAsync() : Task.CompletedTask).WithMaxConcurrency(1);
                streaq.Map(Single, (int _) => _single.PassAsync()).WithUnique();
            },
            redis,
            services: services => services.AddSingleton<ILoggerProvider>(tap),
            queue: queue);
        await host.Client.EnqueueAsync(Limited, 1);
        await _first.Entered;
        var second = await host.Client.EnqueueAsync(Limited, 2);
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.task.limited");
        _first.Open();
        await second.WaitAsync(QueueHost.Patience);

        var single = await host.Client.EnqueueAsync(Single, 1);
        await _single.Entered;
        var refused = await host.Client.EnqueueAsync(Single, 2);
        await Assert.ThrowsAsync<TaskFailedException>(() => refused.WaitAsync(QueueHost.Patience));
        _single.Open();
        await single.WaitAsync(QueueHost.Patience);
    }
}
