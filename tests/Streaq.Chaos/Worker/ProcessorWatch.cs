using System.Diagnostics;
using System.Globalization;

namespace Streaq.Chaos.Worker;

/// <summary>
/// Notes when a thread of this process was ready to run, and waited long for a processor. <see cref="StallWatch"/> does not see it: its short
/// turns come first, while a process that just started compiles its code. Only Linux reports these times.
/// </summary>
internal static class ProcessorWatch
{
    private const string Threads = "/proc/self/task";

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static void Start(TimeSpan worthNoting, Action<DateTimeOffset, DateTimeOffset> stalled)
    {
        if (Directory.Exists(Threads))
        {
            new Thread(() => Watch(worthNoting, stalled)) { IsBackground = true, Name = "processor watch" }.Start();
        }
    }

    private static void Watch(TimeSpan worthNoting, Action<DateTimeOffset, DateTimeOffset> stalled)
    {
        var before = Waits();
        for (var began = Stopwatch.GetTimestamp(); ; began = Stopwatch.GetTimestamp())
        {
            Thread.Sleep(Step);
            var waits = Waits();
            var longest = waits.Select(wait => wait.Value - before.GetValueOrDefault(wait.Key)).DefaultIfEmpty(TimeSpan.Zero).Max();
            if (longest > worthNoting)
            {
                var now = DateTimeOffset.UtcNow;
                stalled(now - Stopwatch.GetElapsedTime(began), now);
            }

            before = waits;
        }
    }

    /// <summary>Returns how long each thread has waited for a processor since it started.</summary>
    private static Dictionary<string, TimeSpan> Waits()
    {
        var waits = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var thread in Directory.EnumerateDirectories(Threads))
        {
            try
            {
                // Nanoseconds on a processor, nanoseconds of waiting for one, and the number of turns.
                var waited = long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[1], CultureInfo.InvariantCulture);
                waits[thread] = TimeSpan.FromMicroseconds(waited / 1000);
            }
            catch (IOException)
            {
                // The thread has ended, or the kernel does not count.
            }
        }

        return waits;
    }
}
