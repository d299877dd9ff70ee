using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>
/// Adds threads to the thread pool when handlers block its threads, because the lease is renewed there. The pool itself adds one or two
/// threads per second, but a hundred handlers may block at once.
/// </summary>
/// <param name="pool">The pool.</param>
/// <param name="running">Returns the number of handlers that run now. While none runs, a slow pool only means a busy machine.</param>
/// <param name="worker">The worker's name.</param>
/// <param name="logger">Logs once that threads were added.</param>
internal sealed class PoolWatch(IWorkPool pool, Func<int> running, string worker, ILogger logger)
{
    /// <summary>Threads beyond those that handlers may block: for replies, renewals and fetches.</summary>
    private const int Spare = 4;

    private volatile bool _answered = true;
    private long _completed;
    private bool _told;

    /// <summary>
    /// Queues a work item while handlers run, and adds threads when the pool has not run the one of the last call. An idle worker queues
    /// none, so it wakes no thread.
    /// </summary>
    public void Look()
    {
        var completed = pool.Completed;
        // A pool that completes other work is only busy; more threads would not help it.
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
