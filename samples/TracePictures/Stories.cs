using System.Diagnostics;
using Streaq;

namespace TracePictures;

/// <summary>The stories of docs/jaeger.md.</summary>
internal static class Stories
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<Story> All { get; } =
    [
        new("request", "A request, its task, and the task of that", async (stage, cancellationToken) =>
        {
            TaskHandle<string> handle;
            using (Request("POST /orders"))
            {
                handle = await stage.Client.EnqueueAsync(Tasks.Confirm, "lamp", cancellationToken: cancellationToken);
            }

            await stage.Client.Handle<string>(await handle.ResultAsync(Patience, cancellationToken)).WaitAsync(Patience, cancellationToken);
        }),

        new("retry", "Two failed attempts and a good one", async (stage, cancellationToken) =>
        {
            TaskHandle handle;
            using (Request("POST /payments"))
            {
                handle = await stage.Client.EnqueueAsync(Tasks.Charge, "lamp", cancellationToken: cancellationToken);
            }

            await handle.WaitAsync(Patience, cancellationToken);
        }),

        new("crash", "A worker dies, and another one makes the attempt after it", async (stage, cancellationToken) =>
        {
            TaskHandle handle;
            using (Request("POST /images"))
            {
                handle = await stage.Client.EnqueueAsync(Tasks.Resize, "lamp", cancellationToken: cancellationToken);
            }

            await DoomedWorker.StartAndDieAsync(stage.Redis, stage.Queue, cancellationToken);
            await stage.StartWorkerAsync();
            await handle.WaitAsync(Patience, cancellationToken);
        })
        {
            StartsLate = true,
            Configure = streaq => streaq.AddWorker(worker => worker.LeaseDuration = DoomedWorker.Lease),
        },

        new("graph", "A task that waits for three others", async (stage, cancellationToken) =>
        {
            TaskHandle album;
            using (Request("POST /albums"))
            {
                var images = await stage.Client.EnqueueManyAsync(Tasks.Resize, ["a", "ab", "abc"], cancellationToken: cancellationToken);
                album = await stage.Client.EnqueueAsync(Tasks.Album, "summer", new EnqueueOptions { After = [.. images] }, cancellationToken);
            }

            await album.WaitAsync(Patience, cancellationToken);
        }),

        new("cron", "Two firings of a schedule, each a trace of its own", (stage, cancellationToken) => stage.Fired.Task.WaitAsync(Patience, cancellationToken)),

        new("batch", "Five tasks in one call", async (stage, cancellationToken) =>
        {
            IReadOnlyList<TaskHandle> handles;
            using (Request("POST /newsletters"))
            {
                handles = [.. await stage.Client.EnqueueManyAsync(Tasks.Receipt, ["a", "b", "c", "d", "e"], cancellationToken: cancellationToken)];
            }

            await Task.WhenAll(handles.Select(handle => handle.WaitAsync(Patience, cancellationToken)));
        }),
    ];

    private static Activity? Request(string name) => Tasks.Source.StartActivity(name, ActivityKind.Server);
}
