using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Tests.Workers;
using Streaq.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A handler that blocks its thread, and a worker that stops nevertheless.</summary>
internal sealed class BlockScenario(TelemetryTap tap, string queue, string? redis)
{
    private static readonly TaskDefinition<int> Block = new("block");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly FakeTime _time = new();

    public async Task RunAsync()
    {
        using var released = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => (worker.GracePeriod, worker.LeaseDuration) = (Grace, TimeSpan.FromDays(1))).Map(Block, (int _) =>
            {
                begun.SetResult();
                released.Wait();
                return Task.CompletedTask;
            }),
            redis,
            services: services => services.AddSingleton<TimeProvider>(_time).AddSingleton<ILoggerProvider>(tap),
            queue: queue);
        await host.Client.EnqueueAsync(Block, 1);
        await begun.Task.WaitAsync(QueueHost.Patience);
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.task.blocking");
        BlockPool();
        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await _time.PassAsync(CancellableRun.CancellationGrace + TimeSpan.FromSeconds(1));
        await stopping.WaitAsync(QueueHost.Patience);
        released.Set();
    }

    private void BlockPool()
    {
        var watch = new PoolWatch(new PoolWatchTests.Pool { Threads = 1 }, running: () => 1, "worker", tap.CreateLogger(StreaqTelemetry.SourceName));
        watch.Look();
        watch.Look();
    }
}
