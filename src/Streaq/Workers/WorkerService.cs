using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>The worker as a hosted service: one session after the other, and the queue's maintenance beside them.</summary>
internal sealed class WorkerService(
    WorkerOptions options, StoreAccess store, TaskExecutor executor, QueueTelemetry queue, PayloadCodec? codec, int tasks, IReadOnlyList<ScheduleDefinition> schedules,
    EmptyQueues emptyQueues, IHostApplicationLifetime host, WorkerPulse pulse, TimeProvider time, ILogger logger)
    : BackgroundService
{
    private readonly EmptyQueue? _empty = options.StopWhenEmpty ? new EmptyQueue(store, options, emptyQueues, time) : null;
    private readonly RetryPace _pace = new(nameof(WorkerService), time, logger);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever the host was doing when it started this service is no parent of the tasks.
        System.Diagnostics.Activity.Current = null;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var maintenance = MaintainAsync(ended.Token);
        logger.WorkerStarted(options.Name, queue.Queue, tasks, options.Concurrency);
        SessionEnd end;
        try
        {
            end = await RunSessionsAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            pulse.Ended();
        }

        await ended.CancelAsync().ConfigureAwait(false);
        await maintenance.ConfigureAwait(false);
        if (end is SessionEnd.QueueEmpty)
        {
            host.StopApplication();
        }
    }

    private async Task<SessionEnd> RunSessionsAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            pulse.Joining();
            try
            {
                var opened = await store.OpenAsync(stopping).ConfigureAwait(false);
                var end = await new WorkerSession(options, opened, executor, queue, _empty, pulse, time, logger).RunAsync(stopping).ConfigureAwait(false);
                _pace.Succeeded();
                if (end is not SessionEnd.LeaseLost)
                {
                    return end;
                }
            }
            catch (StreaqStoreException e)
            {
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        return SessionEnd.Stopped;
    }

    private async Task MaintainAsync(CancellationToken ended)
    {
        var gauges = new QueueGauges(queue.Queue);
        IMaintenanceDuty[] duties =
        [
            new PromoteDueTasks(),
            new ReclaimOrphans(options.Name, options.Priorities, options.LeaseDuration, queue, time, logger),
            new FireSchedules(schedules, new CronTelemetry(queue), time, logger) { Codec = codec },
            new SampleQueue(options.Priorities, gauges, time),
        ];
        await Task.WhenAll(duties.Select(duty => new MaintenanceLoop(duty, store, time, logger).RunAsync(ended))).ConfigureAwait(false);
        gauges.Remove();
    }
}
