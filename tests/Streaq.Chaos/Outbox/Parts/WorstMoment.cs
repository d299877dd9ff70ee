using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Streaq.Chaos.Fleet;
using Streaq.Chaos.Worker;

namespace Streaq.Chaos.Outbox.Parts;

/// <summary>
/// Ends its own process by <c>SIGKILL</c> at times between two steps that must both happen. A random kill seldom hits that moment.
/// </summary>
internal sealed class WorstMoment(int seed, int oneIn, Func<bool> isCalm, EffectLog log)
{
    /// <summary>After this number of passes, the process reports that it works.</summary>
    private const int Some = 3;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private int _passed;

    public void Pass()
    {
        lock (_gate)
        {
            if (++_passed == Some)
            {
                Console.WriteLine(WorkerProcess.Working);
            }

            if (_random.Next(oneIn) != 0 || isCalm())
            {
                return;
            }

            log.Write(SaleLine.Died);
            Signals.Send(Environment.ProcessId, Signals.Kill);
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Ends a relay that has sent rows and has not deleted them.</summary>
    public sealed class BeforeDelete(WorstMoment moment) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.StartsWith("DELETE", StringComparison.Ordinal))
            {
                moment.Pass();
            }

            return new(result);
        }
    }

    /// <summary>Ends an application that has committed and has not woken its relay.</summary>
    public sealed class AfterCommit(WorstMoment moment) : DbTransactionInterceptor
    {
        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            moment.Pass();
            return Task.CompletedTask;
        }
    }
}
