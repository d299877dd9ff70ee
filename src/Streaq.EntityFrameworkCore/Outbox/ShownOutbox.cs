namespace Streaq.EntityFrameworkCore;

/// <summary>An outbox as the dashboard reads it.</summary>
/// <typeparam name="TContext">The type of context.</typeparam>
internal sealed class ShownOutbox<TContext>(OutboxTable table, Outbox outbox) : IQueueOutbox
{
    public string Name => typeof(TContext).Name;

    public async Task<OutboxCounts> CountsAsync(CancellationToken cancellationToken = default)
    {
        var (waiting, refused) = await table.CountAllAsync(cancellationToken).ConfigureAwait(false);
        return new OutboxCounts(waiting.Pending, waiting.AgeAt(outbox.Time.GetUtcNow()), refused);
    }
}
