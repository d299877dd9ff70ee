using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Tasks that are ready at once.</summary>
internal sealed class QueueLengths(BenchmarkRedis redis, int max) : IDimension
{
    public string Name => "queue length";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var length in Sizes.UpTo(max))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await RoundTrip.MeasureAsync(redis, length, length, queue => queue.EnqueueManyAsync());
        }
    }
}
