using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Workers;
using static Streaq.Tests.Telemetry.Contract.StoreBench;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>User code that throws beside its tasks: loggers, services, callbacks, and an unexpected exception of a loop.</summary>
internal sealed class UserCodeScenario(TelemetryTap tap, string queue, string? redis)
{
    private readonly Gate _gate = new();

    public async Task RunAsync()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, HandleAsync),
            redis,
            services: services => services.AddSingleton<ILoggerProvider>(tap).AddSingleton<ILoggerProvider>(new ThrowingLogs(LoggerCall.Log)).AddScoped<Broken>(),
            queue: queue);
        var handle = await host.Client.EnqueueAsync(Work, "hang");
        await _gate.Entered;
        Assert.True(await handle.AbortAsync(QueueHost.Patience));
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.task.callback_threw");
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.task.dispose_threw");
        await FailALoopAsync();
        await new DisabledWorker("worker", queue, tap.CreateLogger(StreaqTelemetry.SourceName)).RunAsync(CancellationToken.None);
    }

    private async Task HandleAsync(string how, Broken service, CancellationToken cancellationToken)
    {
        cancellationToken.Register(() => throw new FormatException($"{how} {service.GetType()}"));
        await _gate.PassAsync(cancellationToken);
    }

    private async Task FailALoopAsync()
    {
        var (time, logger) = (new FakeTime(), tap.CreateLogger(StreaqTelemetry.SourceName));
        await using var store = new StoreAccess(() => Task.FromResult<ITaskStore>(new InMemoryTaskStore(new StoreOptions(queue), time)));
        using var stopping = new CancellationTokenSource();
        var loop = new MaintenanceLoop(new BrokenDuty(), store, new(time, logger), new(queue, logger)).RunAsync(stopping.Token);
        await tap.Logs.FirstAsync(log => log.Event.Name == "streaq.worker.loop_failed");
        await stopping.CancelAsync();
        await loop;
    }

    private sealed class Broken : IDisposable
    {
        public void Dispose() => throw new FormatException("It can't be closed.");
    }

    private sealed class BrokenDuty : IMaintenanceDuty
    {
        public Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken) => throw new UnreachableException();

        public Task WaitAsync(ITaskStore store, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
