using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.Hosting.Health;

/// <summary>Checks one queue once, within a timeout. It reports failures and does not throw them.</summary>
internal sealed class QueueLook(QueueComposition queue, IServiceProvider provider, TimeSpan? maxAge, HealthStatus failure, TimeSpan timeout)
{
    private readonly string _name = queue.Options.Queue;
    private readonly string? _servers = queue.Options.Source?.Servers;

    private string Place => queue.Options.Source is null ? $"Queue '{_name}' in this process"
        : _servers is null ? $"Queue '{_name}' on the configured Redis"
        : $"Queue '{_name}' on Redis at {_servers}";

    public async Task<StreaqQueueHealth> LookAsync(CancellationToken cancellationToken)
    {
        var (counts, storeTrouble) = await CountAsync(cancellationToken).ConfigureAwait(false);
        var vitals = queue.Worker is null ? null : queue.Pulse.Read();
        // Without Redis no worker works: report only the cause.
        var trouble = storeTrouble ?? (vitals is null ? null : WorkerTrouble.Describe(vitals, queue.Worker!));
        // A risk and an old task are reported as well, but are never worse than Degraded.
        var risk = queue.Store.Opened?.Risk;
        var concern = counts is not null && counts.OldestReadyAge > maxAge ? Late(counts) : risk is null ? null : $"{risk}.";
        return new StreaqQueueHealth
        {
            Queue = _name,
            // Never worse than the failure status of the check.
            Status = trouble is not null ? failure
                : concern is not null ? (HealthStatus)Math.Max((int)failure, (int)HealthStatus.Degraded)
                : HealthStatus.Healthy,
            Description = (trouble ?? concern) is { } told ? $"{Place}: {told}" : $"{Place} is well.",
            Risk = risk,
            Address = _servers,
            Ready = counts?.Ready.Values.Sum(),
            Running = counts?.Running,
            OldestAge = counts?.OldestReadyAge,
            Worker = queue.Worker?.Name,
            LeaseRemaining = vitals?.LeaseRemaining,
            HeldTasks = vitals?.HeldTasks,
        };
    }

    private async Task<(TaskCounts? Counts, string? Trouble)> CountAsync(CancellationToken cancellationToken)
    {
        // On another thread, in case anything on the way to Redis blocks before its first await.
        var counting = Task.Run(() => Client().CountsAsync(cancellationToken), cancellationToken);
        // After a timeout, nothing else observes the exception of this task.
        _ = counting.ContinueWith(
            left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        try
        {
            return (await counting.WaitAsync(timeout, queue.Time, cancellationToken).ConfigureAwait(false), null);
        }
#pragma warning disable CA1031 // Every exception becomes the description of the check.
        catch (Exception e)
        {
            return (null, StoreTrouble.Describe(e, timeout));
        }
#pragma warning restore CA1031
    }

    private IStreaqClient Client() =>
        queue.Name is { } name ? provider.GetRequiredKeyedService<IStreaqClient>(name) : provider.GetRequiredService<IStreaqClient>();

    private string Late(TaskCounts counts)
    {
        var pause = counts.Paused;
        var cure = pause.WholeQueue ? "The queue is paused: resume it"
            : pause.Priorities.Count > 0 ? $"Paused priorities: {string.Join(", ", pause.Priorities)}. Resume them if their tasks wait"
            : "Add workers, or see what holds them up";
        return $"the oldest task that is ready or due waits for {Text(counts.OldestReadyAge)}, more than {Text(maxAge!.Value)}; "
            + $"{counts.Ready.Values.Sum()} are ready. {cure}.";
    }

    private static string Text(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)).ToString("c");
}
