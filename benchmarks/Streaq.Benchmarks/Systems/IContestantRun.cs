using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A contestant whose processes run.</summary>
internal interface IContestantRun : IAsyncDisposable
{
    /// <summary>Takes a turn.</summary>
    /// <param name="redis">The server of its tasks, unless they are in its memory.</param>
    /// <param name="tasks">How many tasks a round has.</param>
    /// <param name="callers">How many callers enqueue one by one.</param>
    Task<PeerTurn> TakeTurnAsync(BenchmarkRedis redis, int tasks, int callers);
}
