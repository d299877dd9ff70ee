using System.Diagnostics;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A queue in this process's memory whose worker always runs: a drain begins when the tasks are released.</summary>
/// <param name="Tasks">How many tasks it gets.</param>
/// <param name="Starts">Counts their starts.</param>
/// <param name="Open">Creates what a caller calls to enqueue a task.</param>
internal sealed record InProcessQueue(int Tasks, Starts Starts, Func<Func<int, Task>> Open) : IQueueUnderTest
{
    public bool HasBulk => false;

    public Task<TimeSpan> EnqueueManyAsync() => throw new NotSupportedException("It has no call for many tasks.");

    public Task<TimeSpan> EnqueueOneByOneAsync(int callers)
    {
        Starts.Expect(Tasks, held: true);
        return Callers.RunAsync(Tasks, callers, Open);
    }

    public async Task<TimeSpan> DrainAsync()
    {
        Starts.Release();
        await Starts.Last;
        return Starts.Elapsed;
    }

    public async Task<TimeSpan> RunTogetherAsync(int callers)
    {
        Starts.Expect(Tasks, held: false);
        var began = Stopwatch.GetTimestamp();
        await Callers.RunAsync(Tasks, callers, Open);
        await Starts.Last;
        return Stopwatch.GetElapsedTime(began);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
