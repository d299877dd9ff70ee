using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A sampler that throws at every span of a worker, and tasks that run nevertheless.</summary>
internal sealed class ListenerScenario(TelemetryTap tap, string queue, string? redis)
{
    private static readonly TaskDefinition<int, int> Double = new("double");

    /// <returns>The results of its tasks.</returns>
    public async Task<int[]> RunAsync()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = ThrowAtAttempts,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int argument) => 2 * argument),
            redis,
            services: services => services.AddSingleton<ILoggerProvider>(tap),
            queue: queue);
        var handles = await host.Client.EnqueueManyAsync(Double, [1, 2, 3]);
        return await Task.WhenAll(handles.Select(handle => handle.ResultAsync())).WaitAsync(QueueHost.Patience);
    }

    private ActivitySamplingResult ThrowAtAttempts(ref ActivityCreationOptions<ActivityContext> options) =>
        options.Kind is ActivityKind.Consumer && options.Tags?.Contains(new("messaging.destination.name", queue)) == true
            ? throw new InvalidOperationException("This sampler is broken.")
            : ActivitySamplingResult.None;
}
