using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Tasks of the same queue that are due later.</summary>
internal sealed class ScheduledBeside(BenchmarkRedis redis, int max) : IDimension
{
    private static readonly EnqueueOptions Later = new() { Delay = TimeSpan.FromHours(1) };

    public string Name => "scheduled";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int[] sizes = [0, .. Sizes.UpTo(Math.Min(max, 100_000))];
        foreach (var scheduled in sizes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await RoundTrip.MeasureAsync(
                redis, scheduled, Sizes.Tasks, queue => queue.EnqueueManyAsync(), queue => queue.EnqueueManyAsync(scheduled, Later));
        }
    }
}
