using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

public sealed class OutboxSetupTests
{
    [Fact]
    public void Enqueue_WithoutAddOutbox_SaysWhatToCall()
    {
        using var db = new ShopDbContext(new DbContextOptionsBuilder<ShopDbContext>().UseSqlite().Options);

        var e = Assert.Throws<InvalidOperationException>(() => db.Enqueue(Shop.Send, "lamp"));

        Assert.Contains("streaq.AddOutbox<ShopDbContext>()", e.Message);
    }

    [Fact]
    public async Task Enqueue_WithoutTheTable_SaysWhatToCall()
    {
        await using var provider = Services<BareDbContext>();
        using var scope = provider.CreateScope();
        using var db = scope.ServiceProvider.GetRequiredService<BareDbContext>();

        var e = Assert.Throws<InvalidOperationException>(() => db.Enqueue(Shop.Send, "lamp"));

        Assert.Contains("modelBuilder.AddStreaqOutbox()", e.Message);
    }

    [Fact]
    public void AddOutbox_Twice_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq().AddOutbox<ShopDbContext>();

        Assert.Throws<InvalidOperationException>(() => streaq.AddOutbox<ShopDbContext>());
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1_001, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 2, 1)]
    public void AddOutbox_OptionOutOfRange_IsRefused(int batch, int pause, int longest) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        new ServiceCollection().AddStreaq().AddOutbox<ShopDbContext>(outbox =>
            (outbox.BatchSize, outbox.PollInterval, outbox.MaxPollInterval) = (batch, TimeSpan.FromSeconds(pause), TimeSpan.FromSeconds(longest))));

    [Fact]
    public async Task Enqueue_IntoAQueueWithAName_IsOfThatQueue()
    {
        await using var provider = Services<ShopDbContext>("mail");
        using var scope = provider.CreateScope();
        using var db = scope.ServiceProvider.GetRequiredService<ShopDbContext>();

        db.Enqueue(Shop.Send, "lamp");

        Assert.Equal("mail", Assert.Single(db.ChangeTracker.Entries<OutboxRow>()).Entity.Queue);
    }

    [Fact]
    public async Task Enqueue_WithMiddlewareThatWaits_RunsIt()
    {
        await using var provider = Services<ShopDbContext>(set: streaq => streaq.UseEnqueue(async (context, next) =>
        {
            await Task.Yield();
            context.Headers["tenant"] = "acme";
            await next(context);
        }));
        using var scope = provider.CreateScope();
        using var db = scope.ServiceProvider.GetRequiredService<ShopDbContext>();

        db.Enqueue(Shop.Send, "lamp");

        var row = Assert.Single(db.ChangeTracker.Entries<OutboxRow>()).Entity;
        Assert.Contains("\"tenant\":\"acme\"", System.Text.Encoding.UTF8.GetString(row.Message));
    }

    private static ServiceProvider Services<TContext>(string? queue = null, Action<StreaqBuilder>? set = null) where TContext : DbContext
    {
        var services = new ServiceCollection();
        var streaq = queue is null
            ? services.AddStreaq(options => options.UseEmbeddedStore())
            : services.AddStreaq(queue, options => options.UseEmbeddedStore());
        set?.Invoke(streaq);
        // Called before AddDbContext: the order does not matter.
        streaq.AddOutbox<TContext>();
        services.AddDbContext<TContext>(options => options.UseSqlite());
        return services.BuildServiceProvider();
    }
}
