using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Priorities over which the tasks are spread.</summary>
internal sealed class PriorityCounts(BenchmarkRedis redis) : IDimension
{
    private static readonly int[] Counts = [1, 3, 10];

    public string Name => "priorities";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var count in Counts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] priorities = count == 1 ? ["normal"] : [.. Enumerable.Range(0, count).Select(i => $"p{i}")];
            var each = Sizes.Tasks / count;
            yield return await RoundTrip.MeasureAsync(
                redis, count, each * count, queue => EnqueueAsync(queue, priorities, each), priorities: priorities);
        }
    }

    private static async Task<TimeSpan> EnqueueAsync(BenchmarkQueue queue, string[] priorities, int each)
    {
        var elapsed = TimeSpan.Zero;
        foreach (var priority in priorities)
        {
            elapsed += await queue.EnqueueManyAsync(each, new EnqueueOptions { Priority = priority });
        }

        return elapsed;
    }
}
