using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Scheduled tasks that are all due when the worker starts: it makes them ready and runs them.</summary>
internal sealed class DueTasks(BenchmarkRedis redis, int max) : IDimension
{
    private static readonly EnqueueOptions Soon = new() { Delay = TimeSpan.FromMilliseconds(1) };

    public string Name => "due";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var due in Sizes.UpTo(Math.Min(max, 100_000)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await RoundTrip.MeasureAsync(redis, due, due, queue => queue.EnqueueManyAsync(due, Soon));
        }
    }
}
