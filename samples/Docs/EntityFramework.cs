using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Streaq;

namespace Docs;

internal static class EntityFramework
{
    public static void Add(IServiceCollection services, string connectionString)
    {
        #region outbox
        services.AddDbContext<ShopDbContext>(options => options.UseNpgsql(connectionString));
        services.AddStreaq(options => options.Redis = "localhost:6379").AddOutbox<ShopDbContext>();
        #endregion
    }

    #region enqueue
    public static async Task<TaskHandle> PlaceAsync(ShopDbContext db, Purchase purchase, CancellationToken cancellationToken)
    {
        db.Purchases.Add(purchase);
        var confirmation = db.Enqueue(Tasks.SendReceipt, new Receipt(purchase.Email, purchase.Total));
        await db.SaveChangesAsync(cancellationToken);
        return confirmation;
    }
    #endregion

    #region workflows
    public static async Task<TaskGroup> ShipAsync(
        ShopDbContext db, IStreaqClient client, Purchase purchase, CancellationToken cancellationToken)
    {
        db.Enqueue(client.Pipeline(Texts.Fetch, "https://example.org/fox").Then(Tasks.CountWords));
        var group = db.EnqueueGroup(Tasks.SendReceipt, [new Receipt(purchase.Email, purchase.Total)]);
        db.Schedule($"remind-{purchase.Id}", "0 9 * * 1", Tasks.SendReceipt, new Receipt(purchase.Email, purchase.Total));
        db.Unschedule($"offer-{purchase.Id}");
        await db.SaveChangesAsync(cancellationToken);
        return group;
    }
    #endregion

    #region handle
    public static Task<TaskState> StateAsync(ShopDbContext db, string taskId, CancellationToken cancellationToken) =>
        db.Handle<int>(taskId).StateAsync(cancellationToken);
    #endregion

    public static void AddProducer(StreaqBuilder streaq)
    {
        #region options
        streaq.AddOutbox<ShopDbContext>(outbox =>
        {
            outbox.Relay = false;                                  // another process moves the rows
            outbox.BatchSize = 500;                                // rows of one transaction
            outbox.MaxPollInterval = TimeSpan.FromSeconds(1);      // the longest pause of an idle relay
        });
        #endregion
    }
}

#region context
internal sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Purchase> Purchases => Set<Purchase>();

    public DbSet<Customer> Customers => Set<Customer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddStreaqOutbox().AddStreaqInbox();
}
#endregion

internal sealed class Purchase
{
    public int Id { get; set; }

    public required string Email { get; init; }

    public decimal Total { get; init; }
}

internal sealed class Customer
{
    public int Id { get; set; }

    public required string Email { get; init; }

    public int Points { get; set; }
}
