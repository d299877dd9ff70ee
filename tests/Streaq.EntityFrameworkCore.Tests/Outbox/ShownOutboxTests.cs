using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

/// <summary>What the pages of a queue show about its outbox.</summary>
public sealed class ShownOutboxTests : DatabaseTests
{
    private readonly SqliteFile _file = new();

    [Theory]
    [InlineData(null)]
    [InlineData("mail")]
    public async Task Counts_OfTheQueue_TellWhatWaitsAndWhatWasRefused(string? key)
    {
        var time = new FakeTime();
        await using var provider = Services(key, time);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        await AddAsync(
            provider,
            new OutboxRow { Queue = "shop", TaskId = "a", TaskName = "a", Message = [], CreatedAt = at - 20_000 },
            new OutboxRow { Queue = "shop", TaskId = "b", TaskName = "b", Message = [], CreatedAt = at },
            new OutboxRow { Queue = "shop", TaskId = "c", TaskName = "c", Message = [], CreatedAt = 1, Refused = "It is no task." },
            new OutboxRow { Queue = "other", TaskId = "d", TaskName = "d", Message = [], CreatedAt = 1 });

        var outbox = Assert.Single(provider.GetRequiredService<IStreaqQueues>().All.Single(queue => queue.Key == key).Outboxes);

        Assert.Equal("ShopDbContext", outbox.Name);
        Assert.Equal(new OutboxCounts(2, TimeSpan.FromSeconds(20), 1), await outbox.CountsAsync());
    }

    [Fact]
    public async Task Counts_OfAnEmptyOutbox_AreZero()
    {
        await using var provider = Services(key: null, new FakeTime());

        var outbox = Assert.Single(Assert.Single(provider.GetRequiredService<IStreaqQueues>().All).Outboxes);

        Assert.Equal(new OutboxCounts(0, TimeSpan.Zero, 0), await outbox.CountsAsync());
    }

    public override Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);

    private ServiceProvider Services(string? key, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddDbContext<ShopDbContext>(_file.Use);
        var streaq = key is null ? services.AddStreaq(Set) : services.AddStreaq(key, Set);
        streaq.AddOutbox<ShopDbContext>();
        return services.BuildServiceProvider();

        static void Set(StreaqOptions options)
        {
            options.UseEmbeddedStore();
            options.Queue = "shop";
        }
    }

    private static async Task AddAsync(ServiceProvider provider, params OutboxRow[] rows)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
        db.AddRange(rows);
        await db.SaveChangesAsync();
    }
}
