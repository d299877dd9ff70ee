using System.Diagnostics;
using System.Runtime.CompilerServices;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Scaling;

/// <summary>Bytes of a task's argument.</summary>
internal sealed class Payloads(BenchmarkRedis redis) : IDimension
{
    /// <summary>The most bytes of all tasks together, at any size.</summary>
    private const int MaxTotal = 64_000_000;

    private static readonly int[] Bytes = [100, 1_000, 8_000, 65_536];

    public string Name => "payload bytes";

    public async IAsyncEnumerable<ScaleRow> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var size in Bytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var texts = Enumerable.Repeat(new string('x', size), Math.Min(Sizes.Tasks, MaxTotal / size)).ToArray();
            yield return await RoundTrip.MeasureAsync(redis, size, texts.Length, queue => EnqueueAsync(queue, texts));
        }
    }

    private static async Task<TimeSpan> EnqueueAsync(BenchmarkQueue queue, string[] texts)
    {
        var began = Stopwatch.GetTimestamp();
        await queue.Client.EnqueueManyAsync(BenchmarkTasks.Payload, texts);
        return Stopwatch.GetElapsedTime(began);
    }
}
