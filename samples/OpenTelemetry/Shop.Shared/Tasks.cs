using Streaq;

namespace Shop;

public sealed record Order(string Customer, string Item, int Count);

public sealed record Receipt(string Customer, decimal Total);

/// <summary>The task definitions that the web application and the worker share.</summary>
public static class Tasks
{
    public static readonly TaskDefinition<Order, decimal> Confirm = new("orders.confirm");
    public static readonly TaskDefinition<Receipt> SendReceipt = new("receipts.send");
}
