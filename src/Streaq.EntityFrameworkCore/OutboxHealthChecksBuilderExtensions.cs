using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaq;
using Streaq.EntityFrameworkCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds outboxes to the health checks of an application.</summary>
public static class OutboxHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that is degraded while a committed task waits in the outbox for too long. It reads the database once. <c>Data</c> has
    /// <c>pending</c>, a number, and <c>age</c>, a <see cref="TimeSpan"/>.
    /// </summary>
    /// <typeparam name="TContext">The type of context that <see cref="OutboxBuilderExtensions.AddOutbox"/> was called for.</typeparam>
    /// <param name="builder">The builder that <c>AddHealthChecks</c> returned.</param>
    /// <param name="maxAge">How long a task may wait, positive. Default: <see langword="null"/>, 1 minute.</param>
    /// <param name="name">The check's name. Default: <c>streaq-outbox</c>.</param>
    /// <param name="failureStatus">
    /// The status when the database can't be read. Default: <see langword="null"/>, <see cref="HealthStatus.Unhealthy"/>.
    /// </param>
    /// <param name="tags">Its tags. Default: <see langword="null"/>, only <c>ready</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static IHealthChecksBuilder AddStreaqOutboxHealthCheck<TContext>(
        this IHealthChecksBuilder builder,
        TimeSpan? maxAge = null,
        string name = "streaq-outbox",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var longest = maxAge ?? TimeSpan.FromMinutes(1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, TimeSpan.Zero, nameof(maxAge));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new OutboxHealthCheck(
                OutboxTable.For<TContext>(provider), provider.GetRequiredService<Outbox<TContext>>(), longest),
            failureStatus,
            tags ?? ["ready"]));
    }
}
