using Streaq.Workers;

namespace Streaq.Tests.Workers;

/// <summary>A pool in which nothing runs gets more threads. One that is only busy does not.</summary>
public sealed class PoolWatchTests
{
    private readonly LogRecorder _log = new();
    private readonly Pool _pool = new() { Threads = 10, Waiting = 500 };
    private readonly PoolWatch _watch;
    private int _handlers = 128;

    public PoolWatchTests() => _watch = new PoolWatch(_pool, () => _handlers, "worker", _log.CreateLogger("Streaq"));

    [Fact]
    public void Pool_ThatRunsNothing_GetsThreadsForEverySlot()
    {
        _watch.Look();
        _watch.Look();

        Assert.Equal(10 + 128 + 4, _pool.Minimum);
        Assert.Equal("streaq.worker.pool_stuck", Assert.Single(_log.Lines).Event.Name);
    }

    /// <summary>No handler blocks the pool then: the machine is busy.</summary>
    [Fact]
    public void Pool_ThatRunsNothingWhileNoHandlerRuns_IsLeftAlone()
    {
        _handlers = 0;
        _watch.Look();
        _watch.Look();

        Assert.Equal(0, _pool.Minimum);
        Assert.Empty(_log.Lines);
    }

    /// <summary>A probe would wake a thread each second.</summary>
    [Fact]
    public void Pool_WhileNoHandlerRuns_IsNotProbed()
    {
        _handlers = 0;
        _watch.Look();
        Assert.Empty(_pool.Asked);

        _handlers = 1;
        _watch.Look();
        Assert.Single(_pool.Asked);
    }

    [Fact]
    public void Pool_ThatStaysStuck_GetsMoreThreadsAndOneLine()
    {
        _watch.Look();
        _watch.Look();
        _pool.Threads = 142;
        _watch.Look();

        Assert.Equal(142 + 128 + 4, _pool.Minimum);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Pool_ThatGetsThroughItsWork_IsLeftAlone()
    {
        for (var look = 0; look < 5; look++)
        {
            _watch.Look();
            _pool.Completed += 10;
        }

        Assert.Equal(0, _pool.Minimum);
    }

    [Fact]
    public void Pool_ThatAnswers_IsProbedAgain()
    {
        for (var look = 0; look < 5; look++)
        {
            _watch.Look();
            Assert.Equal(look + 1, _pool.Asked.Count);
            _pool.Asked[^1]();
        }

        Assert.Equal(0, _pool.Minimum);
    }

    internal sealed class Pool : IWorkPool
    {
        public long Completed { get; set; }

        public int Threads { get; set; }

        public long Waiting { get; set; }

        public int Minimum { get; private set; }

        public List<Action> Asked { get; } = [];

        public void Run(Action work) => Asked.Add(work);

        public bool RaiseMinimum(int threads)
        {
            Minimum = threads;
            return true;
        }
    }
}
