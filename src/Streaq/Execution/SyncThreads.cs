namespace Streaq.Execution;

/// <summary>
/// The threads on which synchronous handlers run. However long a handler blocks, it holds no thread of the pool. Fetching, the renewal of
/// the lease and all asynchronous code need the pool.
/// </summary>
/// <param name="limit">The most threads; calls beyond it wait in their order.</param>
internal sealed class SyncThreads(int limit) : IDisposable
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(10);

    // Not a Lock: threads wait on it.
    private readonly object _gate = new();
    private readonly Queue<ISyncCall> _waiting = new();
    private int _threads;
    private int _idle;
    private bool _starting;
    private bool _closed;

    /// <summary>The number of calls that wait for a thread, and the number of threads.</summary>
    public (int Waiting, int Threads) Load
    {
        get
        {
            lock (_gate)
            {
                return (_waiting.Count, _threads);
            }
        }
    }

    /// <summary>Whether waiting calls need a further thread, and one may be started.</summary>
    private bool IsShort => !_starting && _waiting.Count > _idle && _threads < limit;

    public void Start(ISyncCall call)
    {
        bool isShort;
        lock (_gate)
        {
            _waiting.Enqueue(call);
            Monitor.Pulse(_gate);
            isShort = TakeOn();
        }

        StartThread(isShort);
    }

    /// <summary>Ends the threads that wait; those that run a handler end after it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TakeOn()
    {
        if (!IsShort)
        {
            return false;
        }

        // One thread at a time: until it has started, the running ones may have taken all waiting calls.
        _starting = true;
        _threads++;
        return true;
    }

    private void StartThread(bool isShort)
    {
        if (isShort)
        {
            new Thread(Work) { IsBackground = true, Name = "Streaq synchronous handlers" }.UnsafeStart();
        }
    }

    private void Work()
    {
        lock (_gate)
        {
            _starting = false;
        }

        while (true)
        {
            ISyncCall? call;
            bool isShort;
            lock (_gate)
            {
                call = Next();
                if (call is null)
                {
                    _threads--;
                    return;
                }

                isShort = TakeOn();
            }

            StartThread(isShort);
            call.Run();
        }
    }

    /// <returns><see langword="null"/> when the thread is needed no more.</returns>
    private ISyncCall? Next()
    {
        while (_waiting.Count == 0)
        {
            if (_closed)
            {
                return null;
            }

            _idle++;
            var pulsed = Monitor.Wait(_gate, LongestIdle);
            _idle--;
            if (!pulsed && _waiting.Count == 0)
            {
                return null;
            }
        }

        return _waiting.Dequeue();
    }
}
