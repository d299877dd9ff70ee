using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore;

/// <summary>The number of waiting rows, and the time of the oldest in Unix milliseconds; 0 for none.</summary>
internal readonly record struct OutboxCount(long Pending, long OldestAt)
{
    public TimeSpan AgeAt(DateTimeOffset now) =>
        Pending == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Max(0, now.ToUnixTimeMilliseconds() - OldestAt));
}

/// <summary>The table of an outbox. Each use creates a context of its own.</summary>
internal sealed class OutboxTable(IServiceScopeFactory scopes, Func<IServiceProvider, DbContext> contextOf, Outbox outbox)
{
    public static OutboxTable For<TContext>(IServiceProvider provider) where TContext : DbContext => new(
        provider.GetRequiredService<IServiceScopeFactory>(),
        static services => services.GetRequiredService<TContext>(),
        provider.GetRequiredService<Outbox<TContext>>());

    /// <summary>Returns the rows that wait to be moved.</summary>
    public IQueryable<OutboxRow> WaitingIn(DbContext context) =>
        context.Set<OutboxRow>().AsNoTracking().Where(row => row.Queue == outbox.QueueName && row.Refused == null);

    public Task<OutboxCount> CountAsync(CancellationToken cancellationToken) => UseAsync(
        async context => await WaitingIn(context)
            .GroupBy(static _ => 1)
            .Select(static rows => new OutboxCount(rows.LongCount(), rows.Min(row => row.CreatedAt)))
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Counts the waiting rows and those that the queue has refused.</summary>
    public Task<(OutboxCount Waiting, long Refused)> CountAllAsync(CancellationToken cancellationToken) => UseAsync(async context =>
    {
        var counts = await context.Set<OutboxRow>().Where(row => row.Queue == outbox.QueueName)
            .GroupBy(static row => row.Refused == null)
            .Select(static rows => new { IsWaiting = rows.Key, Rows = rows.LongCount(), OldestAt = rows.Min(row => row.CreatedAt) })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var waiting = counts.Find(static count => count.IsWaiting);
        return (
            waiting is null ? default : new OutboxCount(waiting.Rows, waiting.OldestAt),
            counts.Where(static count => !count.IsWaiting).Sum(static count => count.Rows));
    });

    public async Task<T> UseAsync<T>(Func<DbContext, Task<T>> use)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await use(contextOf(scope.ServiceProvider)).ConfigureAwait(false);
        }
    }
}
