using Microsoft.EntityFrameworkCore;

namespace Shop;

internal static class Database
{
    /// <summary>PostgreSQL where there is a connection string, else a file of SQLite for each queue among the temporary ones.</summary>
    public static void AddShopDatabase(this WebApplicationBuilder builder, string queue)
    {
        var postgres = builder.Configuration.GetConnectionString("shop");
        var file = Path.Combine(Path.GetTempPath(), $"streaq-{queue}.db");
        builder.Services.AddDbContext<ShopDbContext>(options => _ = postgres is null
            ? options.UseSqlite($"Data Source={file}")
            : options.UseNpgsql(postgres));
        builder.Services.AddHealthChecks().AddStreaqOutboxHealthCheck<ShopDbContext>();
    }

    /// <summary>Enough for a sample. An application has migrations: <c>dotnet ef migrations add Outbox</c>.</summary>
    public static async Task CreateAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopDbContext>().Database.EnsureCreatedAsync();
    }
}
