using Microsoft.Extensions.Hosting;

namespace Docs;

internal static class AspireQueues
{
    public static void AddWithout(IHostApplicationBuilder builder)
    {
        #region code
        builder.AddStreaq("redis", settings => settings.DisableTracing = true, options => options.Queue = "orders");
        #endregion
    }

    public static void AddTwo(IHostApplicationBuilder builder)
    {
        #region keyed
        builder.AddStreaq("redis").AddWorker();

        var emails = builder.AddKeyedStreaq("emails", "redis");
        emails.AddWorker();
        emails.Map(Tasks.SendReceipt).To<SendReceiptHandler>();
        #endregion
    }
}
