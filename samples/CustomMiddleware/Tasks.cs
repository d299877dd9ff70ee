using Streaq;

internal sealed record Invoice(int Number, decimal Amount);

internal static class Tasks
{
    public static readonly TaskDefinition<Invoice, string> Send = new("invoices.send");
    public static readonly TaskDefinition<int> Archive = new("invoices.archive");
}
