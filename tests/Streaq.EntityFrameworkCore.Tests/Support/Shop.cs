using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>An application with a database, a queue, an outbox between them and a worker that records what it ran.</summary>
public sealed class Shop : IAsyncDisposable
{
    public static readonly TaskDefinition<string, int> Count = new("shop.count");
    public static readonly TaskDefinition<string> Send = new("shop.send");

    private Shop(QueueHost host, Notes notes) => (Host, Notes) = (host, notes);

    public QueueHost Host { get; }

    public Notes Notes { get; }

    public static async Task<Shop> StartAsync(
        Action<DbContextOptionsBuilder> database,
        string? redis = null,
        Action<IServiceCollection>? services = null,
        Action<StreaqBuilder>? set = null,
        string? queue = null,
        Notes? notes = null,
        TimeSpan? pause = null,
        Action<OutboxOptions>? outbox = null)
    {
        notes ??= new Notes();
        var host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddOutbox<ShopDbContext>(options =>
                {
                    (options.PollInterval, options.MaxPollInterval) = (pause ?? TimeSpan.FromMilliseconds(50), pause ?? TimeSpan.FromMilliseconds(200));
                    outbox?.Invoke(options);
                });
                streaq.AddWorker(worker => worker.Concurrency = 1);
                streaq.Map(Count, (string item) =>
                {
                    notes.Add(item);
                    return item.Length;
                });
                streaq.Map(Send, (string item) => notes.Add(item));
                set?.Invoke(streaq);
            },
            redis,
            services: all =>
            {
                all.AddDbContext<ShopDbContext>(database);
                services?.Invoke(all);
            },
            queue: queue);
        return new Shop(host, notes);
    }

    /// <summary>Runs code with a DbContext of its own, as a request does.</summary>
    public async Task<T> InRequestAsync<T>(Func<ShopDbContext, Task<T>> request)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        return await request(scope.ServiceProvider.GetRequiredService<ShopDbContext>());
    }

    /// <summary>Saves one task and returns its handle.</summary>
    public Task<TaskHandle<int>> CountAsync(string item, EnqueueOptions? options = null) => InRequestAsync(async db =>
    {
        var handle = db.Enqueue(Count, item, options);
        await db.SaveChangesAsync();
        return handle;
    });

    /// <summary>Saves one task and waits for its end.</summary>
    public async Task<int> RunAsync(string item) => await EndAsync(await CountAsync(item), item);

    public async Task<int> EndAsync(TaskHandle<int> handle, string item)
    {
        await Notes.BegunAsync(item);
        return await handle.ResultAsync(QueueHost.Patience);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
