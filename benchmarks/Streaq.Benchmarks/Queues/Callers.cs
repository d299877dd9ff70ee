using System.Diagnostics;

namespace Streaq.Benchmarks.Queues;

/// <summary>Callers that each wait for their call before the next, as the requests of an application do.</summary>
internal static class Callers
{
    /// <summary>Makes a number of calls, spread over callers.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="callers">How many callers there are.</param>
    /// <param name="open">Creates what one caller calls, which may have state of its own.</param>
    /// <returns>How long that took.</returns>
    public static async Task<TimeSpan> RunAsync(int calls, int callers, Func<Func<int, Task>> open)
    {
        var left = calls;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var call = open();
            for (int i; (i = Interlocked.Decrement(ref left)) >= 0;)
            {
                await call(i);
            }
        })));
        return Stopwatch.GetElapsedTime(began);
    }
}
