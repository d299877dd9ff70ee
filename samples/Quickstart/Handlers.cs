using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaq;

namespace Quickstart;

/// <summary>The handlers of the tasks.</summary>
internal static class Handlers
{
    private const decimal TaxRate = 0.19m;

    public static void MapAll(StreaqBuilder streaq)
    {
        streaq.Map(Tasks.CountWords, (string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        streaq.Map(Tasks.Hash, (string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        streaq.Map(Tasks.ParseAmount, (string text) => decimal.Parse(text, CultureInfo.InvariantCulture));
        streaq.Map(Tasks.FetchRate, FetchRate);
        streaq.Map(Tasks.PlaceOrder, PlaceOrderAsync);
        streaq.Map(Tasks.Bill, BillAsync);
        streaq.Map(Tasks.WriteReceipt, (Invoice invoice) => string.Create(
            CultureInfo.InvariantCulture, $"{invoice.Order.Pieces} × {invoice.Order.Item}: {invoice.Net + invoice.Tax:F2}"));
    }

    private static decimal FetchRate(string currency, RateService rates)
    {
        try
        {
            return rates.Get(currency);
        }
        catch (HttpRequestException e)
        {
            throw new StreaqRetryException("The rates are away", delay: TimeSpan.FromMilliseconds(100), e);
        }
    }

    private static async Task<string> PlaceOrderAsync(Order order, IStreaqClient client, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order.Pieces, 1);
        var bill = await client.EnqueueAsync(Tasks.Bill, order, cancellationToken: cancellationToken);
        return bill.Id;
    }

    private static async Task<string> BillAsync(Order order, IStreaqClient client, CancellationToken cancellationToken)
    {
        var net = order.Pieces * order.Price;
        var receipt = await client.EnqueueAsync(Tasks.WriteReceipt, new Invoice(order, net, net * TaxRate), cancellationToken: cancellationToken);
        return receipt.Id;
    }
}
