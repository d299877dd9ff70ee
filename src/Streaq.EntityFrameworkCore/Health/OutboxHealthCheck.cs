using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.EntityFrameworkCore;

/// <summary>Checks how long the oldest row of an outbox has waited.</summary>
internal sealed class OutboxHealthCheck(OutboxTable table, Outbox outbox, TimeSpan maxAge) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        OutboxCount count;
        try
        {
            count = await table.CountAsync(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The result reports every exception of the database.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"The outbox of queue '{outbox.QueueName}' can't be read from the database.", e);
        }

        var age = count.AgeAt(outbox.Time.GetUtcNow());
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["pending"] = count.Pending, ["age"] = age };
        return age <= maxAge
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Degraded(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"In the outbox of queue '{outbox.QueueName}' {count.Pending} tasks wait, the oldest for {age}. See that a process "
                    + $"with a relay runs, and that Redis can be reached from it."),
                data: data);
    }
}
