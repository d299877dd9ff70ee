using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaq;

namespace Docs;

internal static class Schedules
{
    public static void Declare(StreaqBuilder streaq)
    {
        #region weekdays
        streaq.Cron("digest.send", "0 9 * * mon-fri", (IReports reports, CancellationToken cancellationToken) => reports.SendAsync(cancellationToken))
            .WithTimeZone("Europe/Berlin");
        #endregion

        #region cron
        streaq.Cron("reports.nightly", "0 3 * * *", async (IReports reports, TaskContext context, CancellationToken cancellationToken) =>
                await reports.RunAsync(DateOnly.FromDateTime(context.ScheduledFor!.Value.Date), cancellationToken))
            .WithTimeZone("Europe/Berlin")
            .WithMaxScheduleDrift(TimeSpan.FromHours(2))
            .WithExpiresIn(TimeSpan.FromHours(6))
            .WithTimeout(TimeSpan.FromMinutes(10));
        #endregion
    }

    public static async Task RunAsync(IHost host)
    {
        #region start
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IStreaqClient>();
        await client.ScheduleAsync(
            "receipt-ann", "0 9 * * mon-fri", Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m),
            new ScheduleOptions { TimeZone = "Europe/Berlin" });
        await host.WaitForShutdownAsync();
        #endregion
    }

    public static async Task PutAsync(IStreaqClient client, string customer)
    {
        #region dynamic
        await client.ScheduleAsync($"digest-{customer}", "0 8 * * mon-fri", Tasks.CountWords, "the quick brown fox", new ScheduleOptions
        {
            TimeZone = "America/New_York",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["customer"] = customer },
        });
        #endregion
    }

    public static async Task<TaskHandle?> RunAsync(IStreaqClient client, string customer)
    {
        #region run
        var extra = await client.RunScheduleAsync($"digest-{customer}");
        Console.WriteLine(extra is null ? "There is no such schedule." : $"It is fired as task {extra.Id}.");
        #endregion
        return extra;
    }

    public static async Task<RunNowResult> RunNowAsync(IStreaqClient client, string taskId)
    {
        #region run-now
        var result = await client.RunNowAsync(taskId);
        #endregion
        return result;
    }

    public static async Task<bool> RemoveAsync(IStreaqClient client, string customer)
    {
        #region remove
        foreach (var schedule in await client.ListSchedulesAsync())
        {
            Console.WriteLine($"{schedule.Id}: {schedule.TaskName} at {schedule.NextAt:u}, last at {schedule.LastAt:u}");
        }

        var removed = await client.UnscheduleAsync($"digest-{customer}");
        #endregion
        return removed;
    }
}

internal interface IReports
{
    Task RunAsync(DateOnly day, CancellationToken cancellationToken);

    Task SendAsync(CancellationToken cancellationToken);
}
