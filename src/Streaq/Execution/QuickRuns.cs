using System.Diagnostics;

namespace Streaq.Execution;

/// <summary>Whether a synchronous handler has lately returned at once, so that a thread for it would cost more than it does.</summary>
internal sealed class QuickRuns
{
    /// <summary>The longest that a run may take to count as quick: some times what handing it to a thread costs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMicroseconds(100);

    /// <summary>How many quick runs in a row are trusted.</summary>
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
            // Two at once may count as one, which costs nothing but another run.
            Volatile.Write(ref _inARow, _inARow + 1);
        }
    }

    /// <summary>Runs the handler, and adds how long it took.</summary>
    public ValueTask<TResult> Measure<TArgument, TResult>(
        TaskInvocation<TArgument, TResult> handler, TArgument argument, TaskContext context)
    {
        // Not the queue's TimeProvider: this is about threads, which no test's clock drives.
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
