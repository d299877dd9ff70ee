using Streaq.Tasks;

namespace Streaq;

/// <summary>What <c>AddStreaqHealthCheck</c> looks at.</summary>
public sealed class StreaqHealthCheckOptions
{
    /// <summary>
    /// The queues to look at, by <see cref="StreaqOptions.Queue"/>. Default: none is named, which means every queue that was added
    /// to the application.
    /// </summary>
    public IList<string> Queues { get; } = [];

    /// <summary>
    /// How long a task may be ready, or due, and not run. When the oldest one has waited for longer, the check is
    /// <see cref="Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded"/>: more likely than this process the whole queue
    /// is behind. Delayed tasks count from when they are due. Default: <see langword="null"/>, for any time.
    /// </summary>
    public TimeSpan? MaxQueueAge { get; set; }

    internal void Validate()
    {
        if (MaxQueueAge is { } age)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(MaxQueueAge));
        }

        foreach (var queue in Queues)
        {
            WireName.ThrowIfInvalid(queue, nameof(Queues), "A queue of StreaqHealthCheckOptions.Queues");
        }
    }
}
