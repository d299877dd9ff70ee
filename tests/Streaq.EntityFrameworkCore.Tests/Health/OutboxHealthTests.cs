using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Streaq.EntityFrameworkCore.Tests.Health;

public sealed class OutboxHealthTests : DatabaseTests
{
    private readonly SqliteFile _file = new();

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(20, HealthStatus.Healthy)]
    [InlineData(3_600, HealthStatus.Degraded)]
    public async Task Check_OfARowThatWaits_GoesByItsAge(int seconds, HealthStatus expected)
    {
        await using var provider = Services(_file.Use);
        await using (var scope = provider.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ShopDbContext>();
            db.Add(new OutboxRow { Queue = "shop", TaskId = "a", TaskName = "a", Message = [], CreatedAt = At(seconds) });
            db.Add(new OutboxRow { Queue = "shop", TaskId = "b", TaskName = "b", Message = [], CreatedAt = 1, Refused = "It is no task." });
            db.Add(new OutboxRow { Queue = "other", TaskId = "c", TaskName = "c", Message = [], CreatedAt = 1 });
            await db.SaveChangesAsync();
        }

        var entry = await CheckAsync(provider);

        Assert.Equal(expected, entry.Status);
        Assert.Equal(1L, entry.Data["pending"]);
        Assert.True((TimeSpan)entry.Data["age"] >= TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task Check_OfAnEmptyOutbox_IsHealthy()
    {
        await using var provider = Services(_file.Use);

        var entry = await CheckAsync(provider);

        Assert.Equal((HealthStatus.Healthy, 0L, TimeSpan.Zero), (entry.Status, entry.Data["pending"], entry.Data["age"]));
    }

    [Fact]
    public async Task Check_WithoutADatabase_IsUnhealthyAndDoesNotThrow()
    {
        await using var provider = Services(options => options.UseSqlite("Data Source=/nowhere/shop.db"));

        var entry = await CheckAsync(provider);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("'shop'", entry.Description);
    }

    public override Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);

    private static long At(int secondsAgo) => DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToUnixTimeMilliseconds();

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider provider) =>
        (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["streaq-outbox"];

    private static ServiceProvider Services(Action<DbContextOptionsBuilder> database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<ShopDbContext>(database);
        services.AddHealthChecks().AddStreaqOutboxHealthCheck<ShopDbContext>();
        services.AddStreaq(options => options.Embed("shop")).AddOutbox<ShopDbContext>();
        return services.BuildServiceProvider();
    }
}
