using Streaq.Maintenance;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Workers around a crash: a claim, attempts that can't be stored after a lost lease, and the gauges.</summary>
internal sealed class CrashScenario(TelemetryTap tap, string queue, string? redis)
{
    private readonly FakeTime _time = new();

    public async Task RunAsync()
    {
        await using var bench = await StoreBench.OpenAsync(
            queue, redis, _time, HandleAsync, tap.CreateLogger(StreaqTelemetry.SourceName), options => options.TraceAck = true);
        await bench.EnqueueAsync("fail");
        await using (var dead = await bench.JoinAsync("dead"))
        {
            var attempt = await bench.RunAsync(dead);
            await dead.NoteAttemptsAsync([new(attempt.Message.Id, attempt.Span.Id!)], [], CancellationToken.None);
        }

        await bench.ExpireLeaseAsync("dead");
        await bench.ReclaimAsync("live");
        await LoseAsync(bench, "late");

        await bench.ReclaimAsync("live");
        await using (var leaving = await bench.JoinAsync("leaving"))
        {
            await bench.RunAsync(leaving);
        }

        await bench.EnqueueAsync("retry");
        await LoseAsync(bench, "later");
        await LoseAsync(bench, "much later");
        await SampleAsync(bench);
    }

    private static Task HandleAsync(string how, TaskContext context) => how switch
    {
        "fail" => throw new InvalidOperationException("It broke."),
        _ when context.Attempt == 1 => throw new StreaqRetryException("Later.", TimeSpan.Zero),
        _ => throw new StreaqSnoozeException(TimeSpan.Zero),
    };

    /// <summary>Runs an attempt whose worker has lost its lease when the outcome is to be stored.</summary>
    private static async Task LoseAsync(StoreBench bench, string worker)
    {
        await using var lease = await bench.JoinAsync(worker);
        var attempt = await bench.RunAsync(lease);
        await bench.ExpireLeaseAsync(worker);
        await bench.ReclaimAsync("live");
        await bench.SettleAsync(lease, attempt);
    }

    private async Task SampleAsync(StoreBench bench)
    {
        var gauges = new QueueGauges(queue);
        await new SampleQueue(["high", "normal", "low"], gauges, _time).RunOnceAsync(bench.Store, CancellationToken.None);
        tap.CollectGauges();
        gauges.Remove();
    }
}
