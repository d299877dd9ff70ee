using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>
/// A queue in this process on a clock of its own, with one slot, and every span of it. The end
/// of every test checks what must be true of all spans.
/// </summary>
public abstract class ContractTest : IAsyncLifetime
{
    /// <summary>Does what its argument says: <c>ok</c>, <c>fail</c>, <c>retry</c>, <c>retry once</c>, <c>retry later</c>, <c>snooze once</c>, <c>snooze later</c>, <c>block</c>, <c>wait</c>.</summary>
    protected static readonly TaskDefinition<string> Work = new("work");

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private QueueHost? _host;
    private int _snoozed;

    protected ContractTest() => Spans = new ActivityLog(Queue);

    protected string Queue { get; } = $"contract-{Guid.NewGuid():N}";

    protected FakeTime Time { get; } = new();

    protected ActivityLog Spans { get; }

    protected IStreaqClient Client => _host!.Client;

    protected LogRecorder Log => _host!.Log;

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        _gate.TrySetResult();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Spans.Dispose();
        SpanFacts.AssertNoneLinksIntoItsOwnTraceWithoutParent(Spans.Stopped);
    }

    protected async Task StartAsync(Action<StreaqOptions>? options = null, Action<StreaqBuilder>? set = null, string? redis = null) =>
        _host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker =>
                {
                    worker.Name = "worker";
                    worker.Concurrency = 1;
                    worker.LeaseDuration = TimeSpan.FromDays(1);
                }).Map(Work, (string how, TaskContext context) => RunAsync(how, context));
                set?.Invoke(streaq);
            },
            redis,
            options,
            services => services.AddSingleton<TimeProvider>(Time),
            Queue);

    /// <summary>Occupies the slot until <see cref="Release"/>, so that tasks that are enqueued meanwhile grow old.</summary>
    protected async Task BlockAsync()
    {
        await Client.EnqueueAsync(Work, "block");
        await _blocked.Task.WaitAsync(QueueHost.Patience);
    }

    /// <summary>Enqueues a task that runs until its token is cancelled.</summary>
    protected async Task<TaskHandle> WaitingAsync()
    {
        var handle = await Client.EnqueueAsync(Work, "wait");
        await _blocked.Task.WaitAsync(QueueHost.Patience);
        return handle;
    }

    /// <summary>Stops the worker. It has reported all its attempts then.</summary>
    protected Task StopAsync() => _host!.StopAsync();

    protected void Release() => _gate.TrySetResult();

    protected Task<Activity> SpanAsync(string name) => SpanAsync(span => span.DisplayName == name);

    protected Task<Activity> SpanAsync(Func<Activity, bool> match) => Spans.WaitForAsync(match).WaitAsync(QueueHost.Patience);

    /// <summary>Waits for the span of that attempt of the task.</summary>
    protected Task<Activity> ProcessAsync(string taskId, int attempt = 1) => SpanAsync(span =>
        span.Kind is ActivityKind.Consumer && Equals(span.Tag("messaging.message.id"), taskId) && Equals(span.Tag("streaq.attempt"), attempt));

    /// <summary>Starts a span of the caller, current until it is disposed.</summary>
    protected static Activity Ambient()
    {
        var ambient = new Activity("GET /order") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        return ambient.Start();
    }

    private Task RunAsync(string how, TaskContext context)
    {
        switch (how)
        {
            case "fail":
                throw new InvalidOperationException("It broke.");
            case "retry":
            case "retry once" when context.Attempt == 1:
                throw new StreaqRetryException("Later.", TimeSpan.Zero);
            case "retry later" when context.Attempt == 1:
                throw new StreaqRetryException("Later.", TimeSpan.FromMinutes(5));
            case "snooze later" when Interlocked.Exchange(ref _snoozed, 1) == 0:
                throw new StreaqSnoozeException(TimeSpan.FromMinutes(5));
            case "snooze once" when Interlocked.Exchange(ref _snoozed, 1) == 0:
                throw new StreaqSnoozeException(TimeSpan.Zero);
            case "wait":
                _blocked.TrySetResult();
                return Task.Delay(Timeout.Infinite, context.CancellationToken);
            case "block":
                _blocked.TrySetResult();
                return _gate.Task;
            default:
                return Task.CompletedTask;
        }
    }
}
