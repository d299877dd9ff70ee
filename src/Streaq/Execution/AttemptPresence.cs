namespace Streaq.Execution;

/// <summary>Whether code of an attempt is on a thread of the pool, before its first await or after one.</summary>
internal struct AttemptPresence
{
    private int _threads;
    private int _turns;

    /// <summary>Changes whenever a thread starts or stops running the code.</summary>
    public readonly int Turns => Volatile.Read(in _turns);

    public readonly bool HoldsThread => Volatile.Read(in _threads) > 0;

    public void Enter() => Turn(1);

    public void Leave() => Turn(-1);

    private void Turn(int by)
    {
        // Synchronous handlers have threads of their own, which they may block.
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            Interlocked.Add(ref _threads, by);
            Interlocked.Increment(ref _turns);
        }
    }
}
