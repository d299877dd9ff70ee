namespace Streaq.Execution;

/// <summary>A synchronous handler about to run on a thread of <see cref="SyncThreads"/>.</summary>
internal interface ISyncCall
{
    /// <summary>Runs the handler; never throws.</summary>
    void Run();
}

/// <summary>One attempt's call of its synchronous handler, and the task of its result. The execution context flows into the call.</summary>
internal sealed class SyncCall<TArgument, TResult> : TaskCompletionSource<TResult>, ISyncCall
{
    private readonly TaskInvocation<TArgument, TResult> _handler;
    private readonly TArgument _argument;
    private readonly TaskContext _context;
    private readonly QuickRuns _runs;
    private readonly ExecutionContext? _flow = ExecutionContext.Capture();
    private readonly CancellationTokenRegistration _cancellation;
    private int _taken;

    // The thread is for handlers only; continuations run on the pool.
    public SyncCall(TaskInvocation<TArgument, TResult> handler, TArgument argument, TaskContext context, QuickRuns runs)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        (_handler, _argument, _context, _runs) = (handler, argument, context, runs);
        _cancellation = context.Ending.UnsafeRegister(static call => ((SyncCall<TArgument, TResult>)call!).GiveUp(), this);
    }

    public void Run()
    {
        if (!Take())
        {
            return;
        }

        _cancellation.Unregister();
        if (_flow is null)
        {
            Invoke();
        }
        else
        {
            ExecutionContext.Run(_flow, static call => ((SyncCall<TArgument, TResult>)call!).Invoke(), this);
        }
    }

    private void Invoke()
    {
        try
        {
#pragma warning disable CA2012 // The ValueTask is complete: the handler is synchronous.
            SetResult(_runs.Measure(_handler, _argument, _context).GetAwaiter().GetResult());
#pragma warning restore CA2012
        }
#pragma warning disable CA1031 // The caller gets the exception when it awaits the call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SetException(e);
        }
    }

    /// <summary>Cancels the call when its attempt is cancelled before a thread takes it.</summary>
    private void GiveUp()
    {
        if (Take())
        {
            SetCanceled(_context.CancellationToken);
        }
    }

    private bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;
}
