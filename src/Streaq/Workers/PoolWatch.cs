using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Keeps the thread pool going when handlers block its threads, because the lease is renewed there. The pool itself adds a thread or two in
/// a second, where a hundred handlers may block.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="running">How many handlers run just now. While none does, a pool that is slow to answer is a busy machine.</param>
/// <param name="worker">The worker's name.</param>
/// <param name="logger">Is told once.</param>
internal sealed class PoolWatch(IWorkPool pool, Func<int> running, string worker, ILogger logger)
{
    /// <summary>Threads beyond those that handlers may block: for answers, renewals and fetches.</summary>
    private const int Spare = 4;

    private volatile bool _answered = true;
    private long _completed;
    private bool _told;

    /// <summary>
    /// Has the pool run something while handlers run, and adds threads when it has not done so since the last look. An idle worker wakes
    /// no thread for it.
    /// </summary>
    public void Look()
    {
        var completed = pool.Completed;
        // One that gets through its work is busy, and more threads would not help it.
        var isStuck = !_answered && completed - _completed < pool.Threads;
        _completed = completed;
        if (_answered)
        {
            if (running() > 0)
            {
                _answered = false;
                pool.Run(() => _answered = true);
            }
        }
        else if (isStuck && running() is > 0 and var handlers)
        {
            AddThreads(handlers);
        }
    }

    private void AddThreads(int handlers)
    {
        var wanted = pool.Threads + (int)Math.Min(pool.Waiting, handlers) + Spare;
        if (pool.RaiseMinimum(wanted) && !_told)
        {
            _told = true;
            logger.PoolStuck(worker, wanted);
        }
    }
}
