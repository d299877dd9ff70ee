namespace Streaq.Benchmarks.Queues;

/// <summary>A new, empty queue of some system, for a known number of tasks that do nothing.</summary>
internal interface IQueueUnderTest : IAsyncDisposable
{
    /// <summary>Whether one call enqueues many tasks.</summary>
    bool HasBulk => true;

    /// <summary>Enqueues all tasks with one call.</summary>
    /// <returns>How long that took.</returns>
    Task<TimeSpan> EnqueueManyAsync();

    /// <summary>Enqueues all tasks one by one, from callers that each wait for their call before the next.</summary>
    /// <returns>How long that took.</returns>
    Task<TimeSpan> EnqueueOneByOneAsync(int callers);

    /// <summary>Runs all tasks and stores their outcomes.</summary>
    /// <returns>The time since the first task's start. The start of the worker and its connection do not count.</returns>
    Task<TimeSpan> DrainAsync();

    /// <summary>Enqueues all tasks one by one while a worker runs them, and waits for the last outcome.</summary>
    /// <returns>The time from the first enqueue on.</returns>
    Task<TimeSpan> RunTogetherAsync(int callers);
}
