namespace Streaq.Execution;

/// <summary>
/// Runs a synchronous handler on a thread of <see cref="SyncThreads"/>, where it holds up nothing else. A handler whose last runs all
/// returned at once runs in place, because the hand-over would cost more than the handler.
/// </summary>
internal sealed class SyncHandler<TArgument, TResult>(TaskInvocation<TArgument, TResult> handler, SyncThreads threads)
{
    private readonly QuickRuns _runs = new();

    public ValueTask<TResult> InvokeAsync(TArgument argument, TaskContext context)
    {
        if (_runs.AreTheRule && RunsInPlace.TryBegin())
        {
            try
            {
                return _runs.Measure(handler, argument, context);
            }
            finally
            {
                RunsInPlace.End();
            }
        }

        var call = new SyncCall<TArgument, TResult>(handler, argument, context, _runs);
        threads.Start(call);
        return new(call.Task);
    }
}

/// <summary>
/// Counts the synchronous handlers that run on threads of the pool at the moment, in all queues of the process. The pool starts as many
/// threads as there are processors at once, and further ones slowly. Half of them stay free of handlers, in case one gets slow.
/// </summary>
internal static class RunsInPlace
{
    private static readonly int Limit = Math.Max(1, Environment.ProcessorCount / 2);
    private static int s_running;

    public static bool TryBegin()
    {
        if (Interlocked.Increment(ref s_running) <= Limit)
        {
            return true;
        }

        End();
        return false;
    }

    public static void End() => Interlocked.Decrement(ref s_running);
}
