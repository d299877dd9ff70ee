using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Testing;

/// <summary>Runs ready tasks where a client would wait for a worker.</summary>
/// <param name="queue">Returns the queue. It is created after this driver, since it has the client, which has the driver.</param>
/// <param name="options">Whether an enqueue runs its task.</param>
/// <param name="records">The records, which are created with the client, so that they are complete.</param>
internal sealed class TestQueueDriver(Func<StreaqTestQueue> queue, StreaqTestingOptions options, TestQueueRecords records)
    : IQueueDriver, IDisposable
{
    public TestQueueRecords Records => records;

    public AttemptGuard Guard { get; } = new(options.AttemptLimit);

    public static TestQueueDriver Of(IServiceProvider provider, string? name, StreaqTestingOptions options, EnqueueLog log) => new(
        () => name is null ? provider.GetRequiredService<StreaqTestQueue>() : provider.GetRequiredKeyedService<StreaqTestQueue>(name),
        options,
        new TestQueueRecords(log, StreaqTestQueue.OptionsOf(provider, name).Queue));

    public void Dispose() => records.Dispose();

    public async ValueTask EnqueuedAsync(CancellationToken cancellationToken)
    {
        if (options.RunInline && queue() is { IsDraining: false } driven)
        {
            await driven.DrainAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask WaitingAsync(string id, CancellationToken cancellationToken)
    {
        var driven = queue();
        if (await driven.StandingAsync(id, cancellationToken).ConfigureAwait(false) is null)
        {
            return;
        }

        await driven.DrainAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (await driven.StandingAsync(id, cancellationToken).ConfigureAwait(false) is { } standing)
        {
            throw new InvalidOperationException(
                $"{standing}, so waiting for it would never end: no worker runs in a test, and no two attempts at a time. Call "
                + "DrainAsync(within: …) to move the clock as far as it needs, or run what it waits for.");
        }
    }
}
