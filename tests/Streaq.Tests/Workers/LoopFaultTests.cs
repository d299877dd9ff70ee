using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Execution;
using Streaq.Hosting.Health;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Tests.Workers;

/// <summary>A loop that ends with an unexpected exception: logged at once, and the worker starts again.</summary>
public sealed class LoopFaultTests
{
    private static readonly TaskDefinition<string> Work = new("work");

    /// <summary>A method of the store that only this loop calls.</summary>
    private static readonly Dictionary<string, string> Methods = new()
    {
        ["FetchLoop"] = nameof(IWorkerLease.FetchAsync),
        ["Completer"] = nameof(IWorkerLease.SettleAsync),
        ["LeaseLoop"] = nameof(IWorkerLease.RenewAsync),
        ["AttemptNotes"] = nameof(IWorkerLease.NoteAttemptsAsync),
        ["SlotLoop"] = "get_Now",
        ["WorkerSession"] = nameof(ITaskStore.JoinAsync),
    };

    private readonly FakeTime _time = new();
    private readonly LogRecorder _log = new();
    private readonly WorkerOptions _options = new() { Concurrency = 2 };
    private readonly TaskCompletionSource _ran = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hangs;

    [Theory]
    [InlineData("FetchLoop")]
    [InlineData("Completer")]
    [InlineData("LeaseLoop")]
    [InlineData("AttemptNotes")]
    [InlineData("SlotLoop")]
    [InlineData("WorkerSession")]
    public async Task Loop_ThatThrows_IsLoggedAndTheNextSessionGoesOnWithItsTasks(string loop)
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var spans = new ActivityLog(queue);
        var logger = new GuardedLogger(_log.CreateLogger("Streaq"));
        var pulse = new WorkerPulse(_time, new LoopFaults(queue, logger));
        var fault = new Fault(Methods[loop]);
        await using var inner = new InMemoryTaskStore(new StoreOptions(queue), _time);
        var store = FaultyStore.Around<ITaskStore>(inner, fault);
        await using var access = new StoreAccess(() => Task.FromResult(store));
        var sessions = new WorkerSessions(access, () => Session(queue, pulse, logger), pulse, new StoreOutage(_time, logger));
        using var stop = new CancellationTokenSource();
        await inner.EnqueueAsync(Message(), CancellationToken.None);
        _hangs = loop is "LeaseLoop" or "AttemptNotes";
        var running = sessions.RunAsync(stop.Token);

        // Advances timers until the loop has reached its fault, the pause is over, and the next session has done the work.
        await _time.FlyAsync(TimeSpan.FromSeconds(10), _log.SeenAsync("streaq.worker.loop_failed"));
        var line = await _log.SeenAsync("streaq.worker.loop_failed");
        Assert.Equal(LogLevel.Critical, line.Level);
        Assert.Contains(loop, line.Message, StringComparison.Ordinal);
        Assert.Contains($"{loop} of worker", WorkerTrouble.Describe(pulse.Read(), _options), StringComparison.Ordinal);
        await _time.FlyAsync(TimeSpan.FromSeconds(10), _ran.Task);
        await _time.FlyAsync(TimeSpan.FromSeconds(10), fault.RenewedTwiceSince);

        Assert.Null(WorkerTrouble.Describe(pulse.Read(), _options));
        Assert.Single(_log.Lines, found => found.Event.Name == "streaq.worker.loop_failed");
        await stop.CancelAsync();
        Assert.Equal(SessionEnd.Stopped, await running.WaitAsync(QueueHost.Patience));
    }

    private WorkerSession Session(string queue, WorkerPulse pulse, ILogger logger)
    {
        var telemetry = new QueueTelemetry { Queue = queue };
        var serializer = new TaskSerializer(options: null, context: null);
        var registration = new TaskRegistration<string, NoResult>(
            Work, new(async (_, context) => await RunAsync(context), [], Blocks: false, []), serializer);
        var executor = new TaskExecutor(
            new TaskRegistry([registration]),
            new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>(),
            telemetry,
            _time,
            logger);
        return new WorkerSession(_options, executor, telemetry, pulse, new StoreOutage(_time, logger), _time, logger)
        {
            Stop = new StopTimes(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(6)),
        };
    }

    private async ValueTask<NoResult> RunAsync(TaskContext context)
    {
        if (_log.Lines.Any(line => line.Event.Name == "streaq.worker.loop_failed"))
        {
            _ran.TrySetResult();
        }
        else if (_hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.CancellationToken);
        }

        return default;
    }

    private NewTask Message() => new(new TaskMessage
    {
        Id = "task-1",
        Name = Work.Name,
        Body = "\"x\""u8.ToArray(),
        Priority = "normal",
        EnqueuedAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        ReadyAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
    });
}
