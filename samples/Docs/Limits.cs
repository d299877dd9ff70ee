using Streaq;

namespace Docs;

internal static class Limits
{
    private static readonly TaskDefinition<ImportOrders> Import = new("orders.import");
    private static readonly TaskDefinition<string> Crawl = new("pages.crawl");

    public static void MapUnique(StreaqBuilder streaq)
    {
        #region unique
        streaq.Map(Import, async (ImportOrders import, ShopOrders orders, CancellationToken ct) => await orders.ImportAsync(import.Shop, ct))
            .WithUnique((ImportOrders import) => import.Shop);   // WithUnique() for one of all
        #endregion
    }

    public static async Task EnqueueOnceAsync(IStreaqClient client, string shop)
    {
        #region deduplication
        var handle = await client.EnqueueAsync(Import, new ImportOrders(shop), new EnqueueOptions { DeduplicationKey = $"import-{shop}" });
        #endregion
        await handle.WaitAsync();
    }

    public static void MapConcurrency(StreaqBuilder streaq)
    {
        #region concurrency
        streaq.Map(Crawl, async (string url, HttpClient http, CancellationToken ct) => await http.GetStringAsync(url, ct))
            .WithMaxConcurrency(50)                                            // on all workers together
            .WithMaxConcurrency(2, (string url) => new Uri(url).Host);         // and for each host
        #endregion
    }

    public static void MapRate(StreaqBuilder streaq)
    {
        #region rate
        streaq.Map(Tasks.SendReceipt).To<SendReceiptHandler>()
            .WithRateLimit(100, TimeSpan.FromSeconds(1))
            .WithRateLimit(5, TimeSpan.FromHours(1), (Receipt receipt) => receipt.To);
        #endregion
    }
}

internal sealed record ImportOrders(string Shop);

internal sealed class ShopOrders
{
    public Task ImportAsync(string shop, CancellationToken ct) => Imported(shop).WaitAsync(ct);

    public Func<string, Task> Imported { get; init; } = static _ => Task.CompletedTask;
}
