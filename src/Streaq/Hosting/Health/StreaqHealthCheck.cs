using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.Hosting.Health;

/// <summary>Checks the queues of an application in parallel. The worst status is the result.</summary>
/// <param name="queues">Every queue that was added.</param>
/// <param name="provider">The service provider of the application.</param>
/// <param name="options">The queues to check, and how old their tasks may be.</param>
/// <param name="timeout">How long to wait for Redis.</param>
internal sealed class StreaqHealthCheck(
    IReadOnlyList<QueueDeclaration> queues, IServiceProvider provider, StreaqHealthCheckOptions options, TimeSpan timeout) : IHealthCheck
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var failure = context.Registration.FailureStatus;
        QueueComposition[] all = [.. queues.Select(queue => queue.In(provider))];
        if (Mistake(all) is { } mistake)
        {
            return new HealthCheckResult(failure, mistake);
        }

        var looks = Chosen(all).Select(
            queue => new QueueLook(queue, provider, options.MaxQueueAge, failure, timeout).LookAsync(cancellationToken));
        var found = await Task.WhenAll(looks).ConfigureAwait(false);
        var worst = found.Min(health => health.Status);
        // Healthy queues are left out when another queue is not healthy.
        var telling = found.Where(health => health.Status == worst || health.Status is not HealthStatus.Healthy);
        return new HealthCheckResult(worst, string.Join(' ', telling.Select(health => health.Description)), exception: null, Data(found));
    }

    private IEnumerable<QueueComposition> Chosen(QueueComposition[] all) =>
        options.Queues.Count == 0 ? all : all.Where(queue => options.Queues.Contains(queue.Options.Queue, StringComparer.Ordinal));

    /// <summary>Finds a mistake in the options. It is possible only now, since queues may be added after their check.</summary>
    private string? Mistake(QueueComposition[] all)
    {
        if (all.Length == 0)
        {
            return "No queue was added to this application: call AddStreaq on the same services as AddHealthChecks.";
        }

        var unknown = options.Queues.FirstOrDefault(
            name => all.All(queue => !string.Equals(queue.Options.Queue, name, StringComparison.Ordinal)));
        return unknown is null
            ? null
            : $"StreaqHealthCheckOptions.Queues names '{unknown}', which was not added to this application; added are "
                + $"{string.Join(", ", all.Select(queue => $"'{queue.Options.Queue}'"))}.";
    }

    /// <summary>The keys are names of queues, with a number when queues of two Redis servers have the same name.</summary>
    private static Dictionary<string, object> Data(IEnumerable<StreaqQueueHealth> found)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var health in found)
        {
            var key = health.Queue;
            for (var number = 2; !data.TryAdd(key, health); number++)
            {
                key = string.Create(CultureInfo.InvariantCulture, $"{health.Queue} ({number})");
            }
        }

        return data;
    }
}
