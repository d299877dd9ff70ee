using Streaq;

namespace Docs;

public static class Successor
{
    #region successor
    public sealed record ImportPage(string Shop, int Number);

    public static readonly TaskDefinition<ImportPage, bool> Import = new("shop.import-page");

    public static void Map(StreaqBuilder streaq) => streaq.Map(
        Import,
        async (ImportPage page, IShop shop, IStreaqClient client, CancellationToken ct) =>
        {
            if (!await shop.ImportAsync(page, ct))
            {
                return false;   // the last page
            }

            // An id for each link: while this task runs, its own id and its deduplication key are in use.
            var next = page with { Number = page.Number + 1 };
            var handle = await client.EnqueueAsync(Import, next, new EnqueueOptions { Id = $"import-{next.Shop}-{next.Number}" }, ct);
            return handle.IsNew;    // false: an earlier attempt at this page has enqueued it
        });
    #endregion

    public interface IShop
    {
        Task<bool> ImportAsync(ImportPage page, CancellationToken cancellationToken);
    }
}
