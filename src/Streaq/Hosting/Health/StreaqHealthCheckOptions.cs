using Streaq.Tasks;

namespace Streaq;

/// <summary>Options of <c>AddStreaqHealthCheck</c>.</summary>
public sealed class StreaqHealthCheckOptions
{
    /// <summary>
    /// The queues to check, by <see cref="StreaqOptions.Queue"/>. Default: none is named, which means every queue that was added
    /// to the application.
    /// </summary>
    public IList<string> Queues { get; } = [];

    /// <summary>
    /// How long a task may be ready, or due, without running. When the oldest one has waited longer, the check is
    /// <see cref="Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded"/>, since the cause is probably the whole queue and
    /// not this process. Delayed tasks count from when they are due. Default: <see langword="null"/>, no limit.
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
