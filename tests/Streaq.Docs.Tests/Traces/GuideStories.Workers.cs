using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq.Testing;
using Streaq.TestSupport;

namespace Streaq.Docs.Tests.Traces;

using global::Docs;
using Tasks = global::Docs.Tasks;

/// <summary>The stories that need workers: code that runs beside an attempt, or outlives one.</summary>
internal static partial class GuideStories
{
    private static async Task<string> AbortAsync()
    {
        var began = new TaskCompletionSource();
        var name = $"books-{Guid.NewGuid():N}";
        using var spans = new SpanRecorder(name);
        // A real worker: the test kit runs nothing beside the current attempt.
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Queue = name;
            options.UseEmbeddedStore();
        });
        streaq.AddWorker();
        Abort.MapObediently(streaq, async (_, stop) =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        });
        using var host = builder.Build();
        await host.StartAsync();
        var handle = await host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.CountWords, "a long book");
        await began.Task;
        using var request = Requests.Start("DELETE /books/17");
        await handle.AbortAsync();
        request.Stop();
        await host.StopAsync();
        return TraceText.Of([request, .. spans.All]);
    }

    private static async Task<string> UniqueAsync()
    {
        var (began, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var orders = new ShopOrders
        {
            Imported = _ =>
            {
                began.SetResult();
                return end.Task;
            },
        };
        await using var queue = StreaqTestHost.Create(Limits.MapUnique, services => services.AddSingleton(orders));
        var import = new TaskDefinition<ImportOrders>("orders.import");
        await queue.Client.EnqueueAsync(import, new ImportOrders("north"));
        await queue.Client.EnqueueAsync(import, new ImportOrders("north"));
        var first = queue.RunNextAsync();
        await began.Task;
        await queue.RunNextAsync();
        end.SetResult();
        await first;
        return TraceText.Of(queue.Spans.All);
    }

    /// <summary>A worker that stops during a task, and the next one, on a real Redis: they share nothing else.</summary>
    private static async Task<string> StopAsync()
    {
        await using var redis = await RedisServer.StartAsync();
        var name = $"texts-{Guid.NewGuid():N}";
        using var spans = new SpanRecorder(name);
        var began = new TaskCompletionSource();
        string id;
        using (var first = Worker(name, redis, async stop =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
        }))
        {
            await first.StartAsync();
            id = (await first.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Tasks.SendReceipt, Receipt)).Id;
            await began.Task;
            await first.StopAsync();
        }

        using var second = Worker(name, redis, _ => Task.CompletedTask);
        await second.StartAsync();
        await second.Services.GetRequiredService<IStreaqClient>().Handle<object>(id).WaitAsync();
        await second.StopAsync();
        return TraceText.Of(spans.All);
    }

    private static IHost Worker(string queue, RedisServer redis, Func<CancellationToken, Task> run)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => (options.Queue, options.Redis) = (queue, redis.ConnectionString));
        streaq.AddWorker(worker => worker.GracePeriod = TimeSpan.Zero);
        streaq.Map(Tasks.SendReceipt, (Receipt _, CancellationToken stop) => run(stop));
        return builder.Build();
    }

    /// <summary>Runs the page's own program.</summary>
    private static async Task<string> ProgressAsync()
    {
        using var all = new SpanRecorder();
        using var request = Requests.Start("the program");
        await WholePrograms.ProgressAsync([]);
        return TraceText.Of([.. all.All.Where(span => span.TraceId == request.TraceId)]);
    }
}
