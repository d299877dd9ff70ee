using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore;

/// <summary>Deletes records that are too old, after an attempt, once an hour in each process.</summary>
internal sealed class InboxCleaning(TimeSpan keepFor)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private long _next = long.MinValue;

    public async Task CleanAsync(DbContext context, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var next = Volatile.Read(ref _next);
        if (now < next || Interlocked.CompareExchange(ref _next, now + (long)Interval.TotalMilliseconds, next) != next)
        {
            return;
        }

        var oldest = now - (long)keepFor.TotalMilliseconds;
        try
        {
            await InboxTable.Of(context).DeleteBeforeAsync(oldest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException or InvalidOperationException)
        {
            // The attempt has committed, so it must not fail. The records are deleted an hour later.
        }
    }
}
