using Microsoft.EntityFrameworkCore;

namespace Shop;

internal static class Database
{
    /// <summary>Uses PostgreSQL if there is a connection string, else a temporary SQLite file for each queue.</summary>
    public static void AddShopDatabase(this WebApplicationBuilder builder, string queue)
    {
        var postgres = builder.Configuration.GetConnectionString("shop");
        var file = Path.Combine(Path.GetTempPath(), $"streaq-{queue}.db");
        builder.Services.AddDbContext<ShopDbContext>(options => _ = postgres is null
            ? options.UseSqlite($"Data Source={file}")
            : options.UseNpgsql(postgres));
        builder.Services.AddHealthChecks().AddStreaqOutboxHealthCheck<ShopDbContext>();
    }

    /// <summary>
    /// Creates the tables, which is enough for a sample. An application uses migrations: <c>dotnet ef migrations add Outbox</c>.
    /// </summary>
    public static async Task CreateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopDbContext>().Database.EnsureCreatedAsync();
    }
}
