using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

internal static class Queues
{
    public static void Add(IServiceCollection services, string? redis)
    {
        var streaq = services.AddStreaq(options => options.Redis = redis);
        streaq.AddWorker();
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);

        var emails = services.AddStreaq("emails", options => options.Redis = redis);
        emails.AddWorker(worker => worker.Concurrency = 4);
        emails.Map(Tasks.SendReceipt).To<SendReceiptHandler>();
        services.AddTransient<Checkout>();
    }
}

#region use
internal sealed class Checkout(IStreaqClient client, [FromKeyedServices("emails")] IStreaqClient emails)
{
    public async Task<TaskHandle> PayAsync(string note, Receipt receipt)
    {
        await client.EnqueueAsync(Tasks.CountWords, note);
        return await emails.EnqueueAsync(Tasks.SendReceipt, receipt);
    }
}
#endregion
