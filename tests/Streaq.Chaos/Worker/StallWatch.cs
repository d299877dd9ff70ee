using System.Diagnostics;

namespace Streaq.Chaos.Worker;

/// <summary>
/// Notes when this process got no processor for long. If no fault stopped it, the machine was
/// too busy, which explains a lease that ran out then.
/// </summary>
internal static class StallWatch
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    public static void Start(TimeSpan worthNoting, Action<DateTimeOffset, DateTimeOffset> stalled) => new Thread(() =>
    {
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            Thread.Sleep(Step);
            var slept = Stopwatch.GetElapsedTime(began);
            if (slept > worthNoting)
            {
                var now = DateTimeOffset.UtcNow;
                stalled(now - slept, now);
            }
        }
    })
    { IsBackground = true, Name = "stall watch", Priority = ThreadPriority.AboveNormal }.Start();
}
