using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaq;
using Streaq.Hosting;
using Streaq.Hosting.Health;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Streaq to the health checks of an application.</summary>
public static class StreaqHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the queues of this application. It checks that Redis answers, and that the worker of this process, if it has one,
    /// has its lease and fetches. With <see cref="StreaqHealthCheckOptions.MaxQueueAge"/> it also checks that no task waits for too long.
    /// It never throws, and sends Redis two short commands per queue.
    /// </summary>
    /// <remarks>
    /// Use it for readiness, not for liveness: while Redis is away, a restart of the process does not help. <c>Data</c> has a
    /// <see cref="StreaqQueueHealth"/> for each queue.
    /// </remarks>
    /// <param name="builder">The builder that <c>AddHealthChecks</c> returned.</param>
    /// <param name="configure">Sets the options of the check.</param>
    /// <param name="name">The check's name. Default: <c>streaq</c>.</param>
    /// <param name="failureStatus">
    /// The status when Redis does not answer or the worker does not work. Default: <see langword="null"/>,
    /// <see cref="HealthStatus.Unhealthy"/>.
    /// </param>
    /// <param name="tags">Its tags. Default: <see langword="null"/>, <c>ready</c> alone.</param>
    /// <param name="timeout">How long it waits for Redis. Default: <see langword="null"/>, 3 seconds.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, or a queue's name breaks the rules for names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is not positive.</exception>
    public static IHealthChecksBuilder AddStreaqHealthCheck(
        this IHealthChecksBuilder builder,
        Action<StreaqHealthCheckOptions>? configure = null,
        string name = "streaq",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var limit = timeout ?? StreaqHealthCheck.DefaultTimeout;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
        var options = new StreaqHealthCheckOptions();
        configure?.Invoke(options);
        options.Validate();
        // The check limits its time itself: a timeout of the registration would replace the description of the check.
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new StreaqHealthCheck(provider.GetService<AddedQueues>()?.All ?? [], provider, options, limit),
            failureStatus,
            tags ?? ["ready"]));
    }
}
