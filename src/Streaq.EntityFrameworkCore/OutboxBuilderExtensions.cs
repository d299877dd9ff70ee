using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.EntityFrameworkCore;

namespace Streaq;

/// <summary>Adds outboxes to a queue.</summary>
public static class OutboxBuilderExtensions
{
    /// <summary>
    /// Lets contexts of a type enqueue into this queue by <c>db.Enqueue</c>, in the same transaction as their other changes. A relay moves
    /// committed tasks into the queue. The model needs <c>modelBuilder.AddStreaqOutbox()</c>.
    /// </summary>
    /// <typeparam name="TContext">
    /// The type of the contexts. Add it by <c>AddDbContext</c> or a similar method, before or after this call.
    /// </typeparam>
    /// <param name="builder">The queue.</param>
    /// <param name="configure">Sets how the relay moves rows into the queue.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">Contexts of the type have an outbox already: each type has one queue.</exception>
    public static StreaqBuilder AddOutbox<TContext>(this StreaqBuilder builder, Action<OutboxOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new OutboxOptions();
        configure?.Invoke(options);
        options.Validate();
        if (builder.Services.Any(static service => service.ServiceType == typeof(Outbox<TContext>)))
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} has an outbox already. Call AddOutbox once for each type of context; for a second queue, derive "
                + "a context of its own.");
        }

        builder.Services.AddSingleton(provider => new Outbox<TContext>(builder.Name, provider));
        Show<TContext>(builder);
        builder.Services.ConfigureDbContext<TContext>(
            static (provider, context) => context.AddInterceptors(
                provider.GetRequiredService<Outbox<TContext>>().Interceptor, SqliteBusyTimeout.Instance));
        if (options.Relay)
        {
            Host<TContext>(builder.Services, (table, outbox, logger) =>
                new OutboxRelay(new OutboxPass(table, outbox, options.BatchSize, logger), table, outbox, options, logger));
        }

        if (options.Listen)
        {
            Host<TContext>(builder.Services, (table, outbox, logger) => options.Relay
                ? new CommitListener(table, outbox, options, logger)
                : new CommitNotifier(table, outbox, options, logger));
        }

        return builder;
    }

    private static void Show<TContext>(StreaqBuilder builder) where TContext : DbContext
    {
        if (builder.Name is null)
        {
            builder.Services.AddSingleton<IQueueOutbox>(Create);
        }
        else
        {
            builder.Services.AddKeyedSingleton<IQueueOutbox>(builder.Name, (provider, _) => Create(provider));
        }

        static ShownOutbox<TContext> Create(IServiceProvider provider) =>
            new(OutboxTable.For<TContext>(provider), provider.GetRequiredService<Outbox<TContext>>());
    }

    private static void Host<TContext>(IServiceCollection services, Func<OutboxTable, Outbox, ILogger, IHostedService> create)
        where TContext : DbContext =>
        services.AddSingleton(provider => create(
            OutboxTable.For<TContext>(provider),
            provider.GetRequiredService<Outbox<TContext>>(),
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(OutboxMetrics.MeterName)));
}
