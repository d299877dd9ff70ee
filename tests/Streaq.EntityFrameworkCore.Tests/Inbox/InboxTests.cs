using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore.Tests.Inbox;

public abstract class InboxTests : DatabaseTests
{
    private static readonly TaskDefinition<string, int> Place = new("shop.place");
    private static readonly TaskDefinition<string> Note = new("shop.note");

    private int _runs;
    private int _failures;

    [Fact]
    public async Task Attempt_ThatSucceeds_CommitsItsEffectAndResult()
    {
        await using var shop = await StartAsync();

        var handle = await shop.Host.Client.EnqueueAsync(Place, "lamp");

        Assert.Equal(1, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(["lamp"], await OrdersAsync(shop));
    }

    [Fact]
    public async Task Attempt_BrokenOffBehindTheCommit_SucceedsWithoutTheHandler()
    {
        await using var shop = await StartAsync(outside: FailOnceAfterAsync);

        var handle = await shop.Host.Client.EnqueueAsync(Place, "lamp");

        Assert.Equal(1, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(2, (await handle.ReportAsync()).Attempts);
        Assert.Equal(["lamp"], await OrdersAsync(shop));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Attempt_OfATaskWithoutResult_IsRecordedToo()
    {
        await using var shop = await StartAsync(outside: FailOnceAfterAsync);

        await (await shop.Host.Client.EnqueueAsync(Note, "lamp")).WaitAsync(QueueHost.Patience);

        Assert.Equal(["lamp"], await OrdersAsync(shop));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Attempt_ThatFails_RollsBackAndIsMadeAgain()
    {
        await using var shop = await StartAsync(inside: FailOnceAfterAsync);

        var handle = await shop.Host.Client.EnqueueAsync(Place, "lamp");

        Assert.Equal(2, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(["lamp"], await OrdersAsync(shop));
    }

    [Fact]
    public async Task Attempts_AtTheSameTime_HaveOneEffectAndOneResult()
    {
        await using var shop = await StartAsync();
        var runner = shop.Host.Services.GetRequiredService<ITaskRunner>();
        var options = new EnqueueOptions { Id = "one" };

        var attempts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => runner.RunAsync(Place, "lamp", options: options))));

        Assert.Equal([1, 1, 1, 1], attempts.Select(attempt => attempt.Result));
        Assert.Equal(["lamp"], await OrdersAsync(shop));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Attempt_ThatEnqueuesByTheOutbox_DoesItOnce()
    {
        await using var shop = await StartAsync(outside: FailOnceAfterAsync, inside: async (context, next) =>
        {
            await next(context);
            context.Services.GetRequiredService<ShopDbContext>().Enqueue(Shop.Send, "receipt");
        });

        await (await shop.Host.Client.EnqueueAsync(Place, "lamp")).WaitAsync(QueueHost.Patience);
        await shop.Notes.BegunAsync("receipt");
        await shop.RunAsync("last");

        Assert.Equal(["receipt", "last"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Records_OlderThanIsKept_AreDeletedBehindAnAttempt()
    {
        await using var shop = await StartAsync();
        await shop.InRequestAsync(db =>
        {
            db.Add(new InboxRow { Queue = shop.Host.Queue, TaskId = "old", HandledAt = 1 });
            return db.SaveChangesAsync();
        });

        var handle = await shop.Host.Client.EnqueueAsync(Place, "lamp");
        await handle.ResultAsync(QueueHost.Patience);

        Assert.Equal([handle.Id], await shop.InRequestAsync(db => db.Set<InboxRow>().Select(row => row.TaskId).ToListAsync()));
    }

    private static Task<List<string>> OrdersAsync(Shop shop) =>
        shop.InRequestAsync(db => db.Orders.Select(order => order.Item).ToListAsync());

    private async Task FailOnceAfterAsync(TaskContext context, TaskDelegate next)
    {
        await next(context);
        if (context.TaskName.StartsWith("shop.", StringComparison.Ordinal) && Interlocked.Increment(ref _failures) == 1)
        {
            throw new StreaqRetryException("again", TimeSpan.Zero);
        }
    }

    private Task<Shop> StartAsync(Func<TaskContext, TaskDelegate, Task>? outside = null, Func<TaskContext, TaskDelegate, Task>? inside = null) =>
        Shop.StartAsync(Use, set: streaq => streaq.MapGroup(group =>
        {
            group.Use(outside ?? ((context, next) => next(context)));
            group.WithInbox<ShopDbContext>();
            group.Use(inside ?? ((context, next) => next(context)));
            group.Map(Place, async (string item, ShopDbContext db, CancellationToken cancellationToken) =>
            {
                db.Orders.Add(new Order { Item = item });
                await db.SaveChangesAsync(cancellationToken);
                return Interlocked.Increment(ref _runs);
            });
            // The inbox saves it.
            group.Map(Note, (string item, ShopDbContext db) =>
            {
                db.Orders.Add(new Order { Item = item });
                Interlocked.Increment(ref _runs);
            });
        }));
}

public sealed class SqliteInboxTests : InboxTests
{
    private readonly SqliteFile _file = new();

    public override Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresInboxTests(PostgresFixture server) : InboxTests
{
    private readonly string _database = server.NewDatabase();

    [Fact]
    public async Task Attempt_UnderAStrategyThatRetries_Succeeds()
    {
        await using var shop = await Shop.StartAsync(
            options => options.UseNpgsql(_database, npgsql => npgsql.EnableRetryOnFailure()),
            set: streaq => streaq.Map(new TaskDefinition<string, string>("shop.echo"), (string item) => item).WithInbox<ShopDbContext>());

        var handle = await shop.Host.Client.EnqueueAsync(new TaskDefinition<string, string>("shop.echo"), "lamp");

        Assert.Equal("lamp", await handle.ResultAsync(QueueHost.Patience));
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_database);
}

[Collection(MariaDbCollection.Name)]
public sealed class MariaDbInboxTests(MariaDbFixture server) : InboxTests
{
    private readonly string _database = server.NewDatabase();

    protected override void Use(DbContextOptionsBuilder options) => options.UseMySQL(_database);
}
