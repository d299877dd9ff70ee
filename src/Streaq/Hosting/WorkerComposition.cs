using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>Composes a queue's worker.</summary>
/// <param name="parts">The parts that it shares with the client.</param>
/// <param name="options">The options of the worker.</param>
/// <param name="place">The store of the queue, in words.</param>
internal sealed class WorkerComposition(QueueParts parts, WorkerOptions options, string place)
{
    /// <summary>How long the worker waits when it stops.</summary>
    public required StopTimes Stop { get; init; }

    /// <param name="executor">Runs the attempts.</param>
    /// <param name="tasks">The number of mapped tasks.</param>
    /// <param name="schedules">The schedules that this process declares.</param>
    /// <param name="provider">The application's services.</param>
    public WorkerRun Create(TaskExecutor executor, int tasks, IReadOnlyList<ScheduleDefinition> schedules, IServiceProvider provider)
    {
        var (store, serializer, telemetry, pulse, time, logger) = parts;
        var host = provider.GetRequiredService<IHostApplicationLifetime>();
        var empty = options.StopWhenEmpty
            ? new EmptyQueue(store, options, provider.GetRequiredService<EmptyQueues>(), time) { Started = host.ApplicationStarted }
            : null;
        var outage = new StoreOutage(time, logger);
        var sessions = new WorkerSessions(
            store,
            () => new WorkerSession(options, executor, telemetry, pulse, outage, time, logger) { Empty = empty, Stop = Stop },
            pulse,
            outage);
        IMaintenanceDuty[] duties =
        [
            new PromoteDueTasks(),
            new ReclaimOrphans(options.Name, options.ServedPriorities, options.LeaseDuration, telemetry, time, logger),
            new FireSchedules(schedules, new CronTelemetry(telemetry), time, logger) { Codec = serializer.Codec },
        ];
        var maintenance = new QueueMaintenance(telemetry.Queue, options.ServedPriorities, duties, store, time, outage, pulse.Faults);
        return new WorkerRun(
            sessions, maintenance, () => logger.WorkerStarted(options.Name, telemetry.Queue, place, tasks, options.Concurrency));
    }
}
