using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>How an application with Streaq enqueues a task for what it saves.</summary>
internal enum Way
{
    /// <summary>It enqueues no task: the cost of the save alone.</summary>
    None,

    /// <summary>It enqueues after the commit, and loses the task if it crashes between the two.</summary>
    After,

    /// <summary>It writes the task in the transaction.</summary>
    Outbox,

    /// <summary>It writes the task in the transaction, and another process moves the rows.</summary>
    OutboxWithoutRelay,

    /// <summary>It moves the rows of other processes, and has no worker.</summary>
    RelayAlone,
}

/// <summary>An application with Streaq in this process: relay, worker and the callers that save.</summary>
internal sealed class StreaqOutbox : IOutboxUnderTest
{
    public const int Concurrency = 8;

    private static readonly TaskDefinition<int> Sold = new("bench.sold");

    private readonly IHost _host;
    private readonly Way _way;

    private StreaqOutbox(string redis, Action<DbContextOptionsBuilder> database, Way way)
    {
        _way = way;
        Arrivals = way is Way.None ? null : new Arrivals();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDbContext<OutboxDbContext>(database);
        var streaq = builder.Services.AddStreaq(options => (options.Redis, options.Queue) = (redis, "bench-outbox"));
        if (way is Way.Outbox or Way.OutboxWithoutRelay or Way.RelayAlone)
        {
            streaq.AddOutbox<OutboxDbContext>(outbox => outbox.Relay = way is not Way.OutboxWithoutRelay);
        }

        if (way is Way.After or Way.Outbox)
        {
            streaq.AddWorker(worker => worker.Concurrency = Concurrency);
            streaq.Map(Sold, (int _) => Arrivals!.Arrived());
        }

        _host = builder.Build();
    }

    public Arrivals? Arrivals { get; }

    public static async Task<StreaqOutbox> OpenAsync(
        string redis, Action<DbContextOptionsBuilder> database, Way way, CancellationToken cancellationToken)
    {
        var application = new StreaqOutbox(redis, database, way);
        await application.UseAsync(db => db.Database.EnsureCreatedAsync(cancellationToken));
        await application._host.StartAsync(cancellationToken);
        return application;
    }

    public Task SaveAsync(CancellationToken cancellationToken) => UseAsync(async db =>
    {
        db.Add(new Sale { Amount = 1 });
        if (_way is Way.Outbox)
        {
            db.Enqueue(Sold, 1);
        }

        await db.SaveChangesAsync(cancellationToken);
        if (_way is Way.After)
        {
            await _host.Services.GetRequiredService<IStreaqClient>().EnqueueAsync(Sold, 1, cancellationToken: cancellationToken);
        }

        return true;
    });

    public async Task FillAsync(int rows, CancellationToken cancellationToken)
    {
        foreach (var part in Enumerable.Range(0, rows).Chunk(1_000))
        {
            await UseAsync(db =>
            {
                db.EnqueueMany(Sold, part);
                return db.SaveChangesAsync(cancellationToken);
            });
        }
    }

    /// <summary>Waits until no row is left. Accurate to a few milliseconds.</summary>
    public async Task EmptyAsync(CancellationToken cancellationToken)
    {
        while (await UseAsync(db => db.Database.SqlQueryRaw<int>("SELECT 1 AS \"Value\" FROM streaq_outbox LIMIT 1").AnyAsync(cancellationToken)))
        {
            await Task.Delay(5, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private async Task<T> UseAsync<T>(Func<OutboxDbContext, Task<T>> use)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<OutboxDbContext>());
    }
}
