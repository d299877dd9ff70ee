using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the rows that wait in the outboxes of a queue.</summary>
internal static class OutboxTable
{
    /// <returns>The counts of each outbox; <see langword="null"/> for one that can't be read.</returns>
    public static Task<OutboxCounts?[]> AskAsync(Visit visit) => Task.WhenAll(visit.Queue.Outboxes.Select(async (outbox, index) =>
    {
        var seen = await visit.Board.Snapshots.ReadAsync(
            visit.Queue, $"outbox {index}", (_, cancellation) => CountAsync(outbox, cancellation)).ConfigureAwait(false);
        return seen.Trouble is null ? seen.Value : null;
    }));

    public static Html For(Visit visit, OutboxCounts?[] counts) => counts.Length == 0 ? Html.Empty : Html.Of($"""
        <h2>Outbox</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Of</th><th scope="col" class="n">Pending</th><th scope="col">Oldest</th>
        <th scope="col" class="n">Refused</th></tr></thead>
        <tbody>{Html.Join(visit.Queue.Outboxes.Zip(counts, (outbox, count) => Row(visit, outbox.Name, count)))}</tbody></table></div>
        """);

    private static Html Row(Visit visit, string name, OutboxCounts? counts) => counts is null
        ? Html.Of($"""
            <tr><th scope="row"><bdi>{name}</bdi></th><td colspan="3">{StateTag.For("Can't be read", "bad")}</td></tr>
            """)
        : Html.Of($"""
            <tr><th scope="row"><bdi>{name}</bdi></th><td class="n">{Shown.Count(counts.Pending)}</td>
            <td>{Oldest(visit, counts)}</td><td class="n">{Shown.Count(counts.Refused)}</td></tr>
            """);

    private static Html Oldest(Visit visit, OutboxCounts counts) => counts.Pending == 0
        ? Shown.None
        : Shown.Time(QueuePage.Whole(visit.Board.Time.GetUtcNow() - counts.OldestAge));

    /// <summary>Returns <see langword="null"/> when the database fails, so that the page still shows the queue.</summary>
    private static async Task<OutboxCounts?> CountAsync(IQueueOutbox outbox, CancellationToken cancellationToken)
    {
        try
        {
            return await outbox.CountsAsync(cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The exception is dropped: its message may have data that no page may show.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
