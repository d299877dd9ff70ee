using System.Text;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Schedules with every result: one fires, one is too late, one can't be read.</summary>
internal sealed class CronScenario(TelemetryTap tap, string queue, string? redis)
{
    private readonly FakeTime _time = new();

    public async Task RunAsync()
    {
        var logger = tap.CreateLogger(StreaqTelemetry.SourceName);
        await using var bench = await StoreBench.OpenAsync(queue, redis, _time, static (_, _) => Task.CompletedTask, logger);
        await PutAsync(bench.Store, "fires", "* * * * *", maxDrift: null);
        await PutAsync(bench.Store, "late", "0 0 1 6 *", TimeSpan.FromSeconds(1));
        await PutAsync(bench.Store, "unreadable", "@fortnightly", maxDrift: null);

        await new FireSchedules([], new CronTelemetry(bench.Telemetry), _time, logger).RunOnceAsync(bench.Store, CancellationToken.None);

        await using var lease = await bench.JoinAsync("live");
        var attempt = await bench.RunAsync(lease);
        await bench.SettleAsync(lease, attempt);
    }

    private static async Task PutAsync(ITaskStore store, string id, string expression, TimeSpan? maxDrift)
    {
        var schedule = new ScheduleDefinition
        {
            Id = id,
            Expression = expression,
            MaxDrift = maxDrift,
            TaskName = StoreBench.Work.Name,
            Body = Encoding.UTF8.GetBytes("\"ok\""),
            Priority = "normal",
        };
        await store.Schedules.PutAsync(schedule, 1_000, CancellationToken.None);
    }
}
