using Streaq;

namespace Quickstart;

/// <summary>The tasks by name, argument and result: all that a program needs to enqueue them.</summary>
internal static class Tasks
{
    public static readonly TaskDefinition<string, int> CountWords = new("text.count_words");
    public static readonly TaskDefinition<string, string> Hash = new("text.sha256");
    public static readonly TaskDefinition<string, decimal> FetchRate = new("rates.fetch");
    public static readonly TaskDefinition<string, decimal> ParseAmount = new("amounts.parse");

    // A pipeline: each task enqueues the next and returns its id, the last one returns the text.
    public static readonly TaskDefinition<Order, string> PlaceOrder = new("orders.place");
    public static readonly TaskDefinition<Order, string> Bill = new("orders.bill");
    public static readonly TaskDefinition<Invoice, string> WriteReceipt = new("receipts.write");
}

internal sealed record Order(string Item, int Pieces, decimal Price);

internal sealed record Invoice(Order Order, decimal Net, decimal Tax);
