using System.Diagnostics;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A queue on a server, of a system whose worker can be started: a drain begins with that.</summary>
/// <param name="Tasks">How many tasks it gets.</param>
/// <param name="Starts">Counts their starts.</param>
/// <param name="Open">Creates what a caller calls to enqueue a task.</param>
/// <param name="StartAsync">Starts the worker.</param>
/// <param name="StopAsync">Stops it.</param>
internal sealed record ServerQueue(int Tasks, Starts Starts, Func<Func<int, Task>> Open, Func<Task> StartAsync, Func<Task> StopAsync)
    : IQueueUnderTest
{
    /// <summary>Enqueues all tasks with one call, where there is one.</summary>
    public Func<Task>? Many { get; init; }

    public bool HasBulk => Many is not null;

    public async Task<TimeSpan> EnqueueManyAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await (Many ?? throw new NotSupportedException("It has no call for many tasks."))();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<TimeSpan> EnqueueOneByOneAsync(int callers) => Callers.RunAsync(Tasks, callers, Open);

    public async Task<TimeSpan> DrainAsync()
    {
        await StartAsync();
        await Starts.Last;
        return Starts.Elapsed;
    }

    public async Task<TimeSpan> RunTogetherAsync(int callers)
    {
        await StartAsync();
        var began = Stopwatch.GetTimestamp();
        await EnqueueOneByOneAsync(callers);
        await Starts.Last;
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
