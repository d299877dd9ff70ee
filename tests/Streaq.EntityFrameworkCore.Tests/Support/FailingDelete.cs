using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>Interrupts the next delete, as a process does that crashes between the enqueue and the delete.</summary>
public sealed class FailingDelete : DbCommandInterceptor
{
    private int _left;

    public void BreakNext() => Volatile.Write(ref _left, 1);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        command.CommandText.StartsWith("DELETE", StringComparison.Ordinal) && Interlocked.Exchange(ref _left, 0) == 1
            ? throw new IOException("The connection to the database is gone.")
            : new(result);
}
