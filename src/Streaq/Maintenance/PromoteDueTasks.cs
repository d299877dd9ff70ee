using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>Makes scheduled tasks ready when they are due.</summary>
internal sealed class PromoteDueTasks : IMaintenanceDuty
{
    private const int Batch = 200;

    /// <summary>The longest sleep, in case the store's notification of an earlier task is lost.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next;

    public async Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken)
    {
        var promotion = await store.PromoteDueAsync(Batch, cancellationToken).ConfigureAwait(false);
        _next = promotion.NextDueIn is { } next && next < Longest ? next : Longest;
    }

    public Task WaitAsync(ITaskStore store, CancellationToken cancellationToken) =>
        _next <= TimeSpan.Zero ? Task.CompletedTask : store.WaitForDueAsync(_next, cancellationToken).AsTask();
}
