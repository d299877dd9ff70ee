using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace TracePictures;

/// <summary>
/// A worker in its own process, which kills itself without a shutdown, as the system kills one that takes too much memory.
/// </summary>
internal static class DoomedWorker
{
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(1);

    public static async Task StartAndDieAsync(string redis, string queue, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Environment.ProcessPath!, ["doomed", "--redis", redis, "--queue", queue]);
        await process.WaitForExitAsync(cancellationToken);
    }

    public static async Task RunAsync(string redis, string queue, CancellationToken cancellationToken)
    {
        using var tracing = Telling.Listen(new Quickstart.FinishedSpans());
        using var host = Telling.Build(redis, queue, streaq =>
        {
            streaq.AddWorker(worker => worker.LeaseDuration = Lease);
            streaq.Map(Tasks.Resize, async (string _) =>
            {
                // Long enough for the worker to store the span id of this attempt.
                await Task.Delay(TimeSpan.FromMilliseconds(800), CancellationToken.None);
                Process.GetCurrentProcess().Kill();
            });
        });
        await host.RunAsync(cancellationToken);
    }
}
