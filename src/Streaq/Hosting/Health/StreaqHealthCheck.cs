using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.Hosting.Health;

/// <summary>Looks at the queues of an application, all at once; the worst is the result.</summary>
/// <param name="queues">Every queue that was added.</param>
/// <param name="provider">Has their services.</param>
/// <param name="options">Which of them, and how old their tasks may be.</param>
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
        // What is well says nothing beside what is not.
        var telling = found.Where(health => health.Status == worst || health.Status is not HealthStatus.Healthy);
        return new HealthCheckResult(worst, string.Join(' ', telling.Select(health => health.Description)), exception: null, Data(found));
    }

    private IEnumerable<QueueComposition> Chosen(QueueComposition[] all) =>
        options.Queues.Count == 0 ? all : all.Where(queue => options.Queues.Contains(queue.Options.Queue, StringComparer.Ordinal));

    /// <summary>What can be known only now, since queues may be added after their check.</summary>
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

    /// <summary>By the queue's name, and a number where queues of two Redis have the same.</summary>
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
