using Streaq;

namespace Shop;

public sealed record Order(string Customer, string Item, int Count);

public sealed record Receipt(string Customer, decimal Total);

/// <summary>All that the web application knows of the worker.</summary>
public static class Tasks
{
    public static readonly TaskDefinition<Order, decimal> Confirm = new("orders.confirm");
    public static readonly TaskDefinition<Receipt> SendReceipt = new("receipts.send");
}
