using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.EntityFrameworkCore;
using Wolverine.Postgresql;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>The message that Wolverine sends for a sale.</summary>
/// <param name="Amount">The amount.</param>
public sealed record SoldMessage(int Amount);

/// <summary>Wolverine finds this class by its name.</summary>
public static class SoldMessageHandler
{
    public static void Handle(SoldMessage message, Arrivals arrivals) => arrivals.Arrived();
}

/// <summary>An application with Wolverine's outbox for EF Core, in this process.</summary>
internal sealed class WolverineOutbox : IOutboxUnderTest
{
    private readonly IHost _host;

    private WolverineOutbox(string database, bool throughQueue)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(Arrivals);
        builder.Services.AddDbContextWithWolverineIntegration<WolverineDbContext>(options => options.UseNpgsql(database));
        builder.UseWolverine(options =>
        {
            options.UseRuntimeCompilation();
            options.Durability.Mode = DurabilityMode.Solo;
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(SoldMessageHandler));
            options.UseEntityFrameworkCoreTransactions();
            if (throughQueue)
            {
                // Without notifications it reads once in five seconds.
                options.UsePostgresqlPersistenceAndTransport(database, "wolverine").EnableQueueNotifications();
                options.PublishMessage<SoldMessage>().ToPostgresqlQueue("sold");
                options.ListenToPostgresqlQueue("sold").MaximumParallelMessages(StreaqOutbox.Concurrency).UseDurableInbox();
                options.Policies.UseDurableOutboxOnAllSendingEndpoints();
            }
            else
            {
                options.PersistMessagesWithPostgresql(database, "wolverine");
                options.PublishMessage<SoldMessage>().ToLocalQueue("sold").MaximumParallelMessages(StreaqOutbox.Concurrency).UseDurableInbox();
            }
        });
        _host = builder.Build();
    }

    public Arrivals Arrivals { get; } = new();

    /// <param name="database">The connection string.</param>
    /// <param name="throughQueue">
    /// Whether messages go through a queue in PostgreSQL that other processes could serve. Otherwise they go through this process's
    /// memory, with a copy in PostgreSQL until they are handled.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<WolverineOutbox> OpenAsync(string database, bool throughQueue, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<SaleDbContext>().UseNpgsql(database).Options;
        await using (var db = new SaleDbContext(options))
        {
            await db.Database.EnsureCreatedAsync(cancellationToken);
        }

        var application = new WolverineOutbox(database, throughQueue);
        await application._host.StartAsync(cancellationToken);
        return application;
    }

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var outbox = scope.ServiceProvider.GetRequiredService<IDbContextOutbox<WolverineDbContext>>();
        outbox.DbContext.Add(new Sale { Amount = 1 });
        await outbox.PublishAsync(new SoldMessage(1));
        await outbox.SaveChangesAndFlushMessagesAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
