using System.Diagnostics;

namespace Streaq.Benchmarks.Queues;

/// <summary>The tasks of all programs.</summary>
internal static class BenchmarkTasks
{
    /// <summary>Does nothing and returns its argument.</summary>
    public static readonly TaskDefinition<int, int> NoOp = new("bench.noop");

    /// <summary>Does nothing with a text.</summary>
    public static readonly TaskDefinition<string, int> Payload = new("bench.payload");

    /// <summary>Waits for the given milliseconds, as a handler waits for a database.</summary>
    public static readonly TaskDefinition<int> Waiting = new("bench.waiting");

    /// <summary>
    /// Returns when it started. On one machine <see cref="Stopwatch.GetTimestamp"/> is the same clock in every process, so this also works
    /// with a worker in another process.
    /// </summary>
    public static readonly TaskDefinition<int, long> Probe = new("bench.probe");

    /// <param name="streaq">The queue.</param>
    /// <param name="started">Called at the start of each task but the probe.</param>
    public static void MapTo(StreaqBuilder streaq, Action started)
    {
        streaq.Map(NoOp, (int argument) =>
        {
            started();
            return argument;
        });
        streaq.Map(Payload, (string text) =>
        {
            started();
            return text.Length;
        });
        streaq.Map(Waiting, async (int milliseconds) =>
        {
            started();
            await Task.Delay(milliseconds);
        });
        streaq.Map(Probe, static (int _) => Stopwatch.GetTimestamp());
    }
}
