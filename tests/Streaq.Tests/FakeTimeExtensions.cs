using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests;

internal static class FakeTimeExtensions
{
    /// <summary>Registers the clock, so that the queue and its embedded store run on it.</summary>
    public static void AddClock(this IServiceCollection services, FakeTime time) => services.AddSingleton<TimeProvider>(time);

    /// <summary>Waits until some code sleeps for exactly that long, and lets the time pass.</summary>
    public static async Task PassAsync(this FakeTime time, TimeSpan span)
    {
        await time.TimerSetAsync(due => due == span).WaitAsync(QueueHost.Patience);
        time.Advance(span);
    }

    /// <summary>
    /// Lets time pass in steps until something has happened, and only while some code sleeps for a step or less, so that it never runs away
    /// from the loops. Workers on this clock need a lease that outlives that.
    /// </summary>
    public static async Task FlyAsync(this FakeTime time, TimeSpan step, Task until)
    {
        while (await Task.WhenAny(until, time.TimerSetAsync(due => due <= step)).WaitAsync(QueueHost.Patience) != until)
        {
            time.Advance(step);
        }
    }
}
