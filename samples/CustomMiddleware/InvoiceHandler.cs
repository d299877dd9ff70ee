using System.Diagnostics;
using Streaq;

internal static class InvoiceHandler
{
    public static async Task<string> SendAsync(Invoice invoice, IStreaqClient client, TaskContext context, CancellationToken cancellationToken)
    {
        // A child of the attempt's span, since that one is Activity.Current here.
        using (var render = BillingTelemetry.Source.StartActivity("render invoice"))
        {
            render?.SetTag("invoice.number", invoice.Number);
            await Task.Yield();
        }

        if (invoice.Number == 2 && context.Attempt == 1)
        {
            throw new TimeoutException("The mail server did not answer.");
        }

        // Part of the same trace, with the same baggage.
        await client.EnqueueAsync(Tasks.Archive, invoice.Number, cancellationToken: cancellationToken);
        return $"sent {invoice.Number}";
    }

    public static void Archive(int number) =>
        Activity.Current?.SetTag("archived.number", number).SetTag("archived.for", Activity.Current.GetBaggageItem("billing.cause"));
}
