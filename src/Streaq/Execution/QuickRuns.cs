using System.Diagnostics;

namespace Streaq.Execution;

/// <summary>
/// Measures whether a synchronous handler has lately returned at once, so that a thread for it would cost more than the handler itself.
/// </summary>
internal sealed class QuickRuns
{
    /// <summary>The longest duration that counts as quick: several times the cost of handing a run to a thread.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMicroseconds(100);

    /// <summary>The number of quick runs in a row after which the handler counts as quick.</summary>
    public const int Enough = 8;

    private int _inARow;

    public bool AreTheRule => Volatile.Read(ref _inARow) >= Enough;

    public void Add(TimeSpan took)
    {
        if (took > Limit)
        {
            Volatile.Write(ref _inARow, 0);
        }
        else if (!AreTheRule)
        {
            // Two concurrent runs may count as one, which only costs one more run.
            Volatile.Write(ref _inARow, _inARow + 1);
        }
    }

    /// <summary>Runs the handler, and adds its duration.</summary>
    public ValueTask<TResult> Measure<TArgument, TResult>(
        TaskInvocation<TArgument, TResult> handler, TArgument argument, TaskContext context)
    {
        // Not the queue's TimeProvider: this measures the cost of threads, which a test's clock does not control.
        var began = Stopwatch.GetTimestamp();
        try
        {
            return handler(argument, context);
        }
        finally
        {
            Add(Stopwatch.GetElapsedTime(began));
        }
    }
}
