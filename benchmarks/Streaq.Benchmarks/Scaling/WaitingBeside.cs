using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Tasks of the same queue that wait for another one.</summary>
internal sealed class WaitingBeside(BenchmarkRedis redis, int max) : IDimension
{
    public string Name => "waiting";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int[] sizes = [0, .. Sizes.UpTo(Math.Min(max, 10_000))];
        foreach (var waiting in sizes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await RoundTrip.MeasureAsync(
                redis, waiting, Sizes.Tasks, queue => queue.EnqueueManyAsync(), queue => PrepareAsync(queue, waiting));
        }
    }

    /// <summary>Enqueues tasks that all wait for one that is not due during the trial.</summary>
    private static async Task PrepareAsync(BenchmarkQueue queue, int waiting)
    {
        var first = await queue.Client.EnqueueAsync(BenchmarkTasks.NoOp, 0, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await queue.EnqueueManyAsync(waiting, new EnqueueOptions { After = [first] });
    }
}
