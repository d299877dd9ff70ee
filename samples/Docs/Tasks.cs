using Streaq;

namespace Docs;

#region tasks
public static class Tasks
{
    public static readonly TaskDefinition<string, int> CountWords = new("text.count_words");
    public static readonly TaskDefinition<Receipt> SendReceipt = new("receipts.send");   // no result
}

public sealed record Receipt(string To, decimal Amount);
#endregion
