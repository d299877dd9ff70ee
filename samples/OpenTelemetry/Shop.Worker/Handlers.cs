using System.Diagnostics;
using Shop;
using Streaq;

internal static class Handlers
{
    public static readonly ActivitySource Source = new("Shop.Worker");

    public static async Task<decimal> ConfirmAsync(Order order, IStreaqClient client, TaskContext context, CancellationToken cancellationToken)
    {
        if (context.Attempt == 1)
        {
            throw new TimeoutException("The stock did not answer.");
        }

        decimal total;
        using (Source.StartActivity("price order"))
        {
            total = order.Count * 9.5m;
            await Task.Yield();
        }

        await client.EnqueueAsync(Tasks.SendReceipt, new Receipt(order.Customer, total), cancellationToken: cancellationToken);
        return total;
    }

    public static void SendReceipt(Receipt receipt) => Activity.Current?.SetTag("receipt.total", (double)receipt.Total);
}
