using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq;

namespace Docs;

internal static class Workers
{
    public static void Configure(StreaqBuilder streaq)
    {
        streaq.AddWorker(worker =>
        {
            worker.Concurrency = 32;
            worker.Priorities = ["high", "normal", "low"];
            worker.LeaseDuration = TimeSpan.FromSeconds(30);
            worker.GracePeriod = TimeSpan.FromSeconds(20);
        });
    }

    public static void GiveTheHostTime(HostApplicationBuilder builder)
    {
        #region shutdown
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        #endregion
    }

    public static async Task DrainAsync(HostApplicationBuilder builder, StreaqBuilder streaq)
    {
        #region drain
        streaq.AddWorker(worker => worker.StopWhenEmpty = true);
        using var host = builder.Build();
        await host.RunAsync();
        #endregion
    }

    public static void MapBlocking(StreaqBuilder streaq)
    {
        #region sync
        streaq.AddWorker(worker => worker.SyncConcurrency = 8);
        streaq.Map(Tasks.CountWords, (string path) => File.ReadAllText(path).Split(' ').Length);
        streaq.Map(Tasks.SendReceipt).ToSync<PrintReceiptHandler>();
        #endregion
    }

    public static void MapWhatStopsEarly(StreaqBuilder streaq)
    {
        #region stop
        streaq.Map(Tasks.CountWords, async (string path, TaskContext context) =>
        {
            var words = 0;
            await foreach (var line in File.ReadLinesAsync(path))
            {
                words += line.Split(' ').Length;
                // Half a count is no result: the next attempt begins again.
                context.CancellationToken.ThrowIfCancellationRequested();
            }

            return words;
        });
        #endregion
    }
}

internal sealed class PrintReceiptHandler : ISyncTaskHandler<Receipt>
{
    public void Handle(Receipt argument, TaskContext context, CancellationToken cancellationToken) =>
        Console.WriteLine($"{argument.Amount} from {argument.To}");
}
