using System.Diagnostics;
using Streaq.Execution;
using Streaq.Tests.Telemetry.Contract;

namespace Streaq.Tests.Workers;

/// <summary>A worker that stops lets its tasks finish, for as long as its grace period lasts.</summary>
[Collection(RedisCollection.Name)]
public sealed class GracefulStopTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("the.work");
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly FakeTime _time = new();
    private readonly Gate _gate = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WithinTheGracePeriod_LetsRunningTasksFinish(bool onRedis)
    {
        await using var host = await StartAsync((int _, CancellationToken ct) => _gate.PassAsync(ct), onRedis);
        var running = await host.Client.EnqueueAsync(Work, 1);
        await _gate.Entered;

        var stopping = host.StopAsync();
        await _time.TimerSetAsync(due => due == Grace).WaitAsync(QueueHost.Patience);
        var late = await host.Client.EnqueueAsync(Work, 2);
        _time.Advance(Grace - TimeSpan.FromTicks(1));
        _gate.Open();
        await stopping.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskState.Succeeded, await running.StateAsync());
        Assert.Equal(TaskState.Ready, await late.StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_BeyondTheGracePeriod_CancelsTasksAndGivesThemBack(bool onRedis)
    {
        var cancelled = new TaskCompletionSource();
        await using var host = await StartAsync(async (int _, CancellationToken ct) =>
        {
            await _gate.PassAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
            ct.ThrowIfCancellationRequested();
        }, onRedis);
        var (running, waiting) = (await host.Client.EnqueueAsync(Work, 1), await host.Client.EnqueueAsync(Work, 2));
        await _gate.Entered;

        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await stopping.WaitAsync(QueueHost.Patience);

        Assert.True(cancelled.Task.IsCompletedSuccessfully);
        Assert.Equal((TaskState.Ready, TaskState.Ready), (await running.StateAsync(), await waiting.StateAsync()));
        Assert.Equal((2, 0, 0), ((await host.Client.CountsAsync()).Ready["normal"], (await host.Client.CountsAsync()).Running, (await host.Client.CountsAsync()).DeadLetters));
        Assert.Contains(host.Log.Lines, line => line.Event.Name == "streaq.worker.stopped");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Attempt_ThatTheStopInterrupts_IsReturnedAndNoError(bool onRedis)
    {
        await using var host = await StartAsync((int _, CancellationToken ct) => _gate.PassAsync(ct), onRedis);
        using var spans = new ActivityLog(host.Queue);
        await host.Client.EnqueueAsync(Work, 1);
        await _gate.Entered;

        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await stopping.WaitAsync(QueueHost.Patience);

        var process = Assert.Single(spans.Named("process the.work"));
        Assert.Equal(("returned", ActivityStatusCode.Unset), (process.GetTagItem("streaq.outcome"), process.Status));
        Assert.Null(process.GetTagItem("error.type"));
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name is "messaging.process.exception" or "streaq.task.retrying");
    }

    [Fact]
    public async Task Task_GivenBackByAStop_HasTheSameAttemptAtTheNextWorker()
    {
        await using var host = await StartAsync((int _, CancellationToken ct) => _gate.PassAsync(ct), onRedis: true);
        var running = await host.Client.EnqueueAsync(Work, 1);
        await _gate.Entered;
        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await stopping.WaitAsync(QueueHost.Patience);

        var attempt = new TaskCompletionSource<int>();
        await using var next = await StartAsync((int _, TaskContext context) => attempt.SetResult(context.Attempt), onRedis: true, host.Queue);

        Assert.Equal(1, await attempt.Task.WaitAsync(QueueHost.Patience));
        await next.Client.Handle<int>(running.Id).WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Stop_WithAHandlerThatIgnoresItsToken_WaitsFiveSecondsMore()
    {
        await using var host = await StartAsync((int _) => _gate.PassAsync(), onRedis: false);
        var running = await host.Client.EnqueueAsync(Work, 1);
        await _gate.Entered;

        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await _time.FlyAsync(TimeSpan.FromSeconds(5), stopping);
        await stopping;

        Assert.Equal(TaskState.Ready, await running.StateAsync());
        Assert.Contains(host.Log.Lines, line => line.Event.Name == "streaq.task.abandoned");
        _gate.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WithAHandlerThatBlocksItsThread_WaitsSixSecondsMore(bool onRedis)
    {
        using var released = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(
            (int _) =>
            {
                begun.SetResult();
                released.Wait();
                return Task.CompletedTask;
            },
            onRedis);
        using var spans = new ActivityLog(host.Queue);
        using var metrics = new MetricLog(host.Queue);
        var running = await host.Client.EnqueueAsync(Work, 1);
        await begun.Task.WaitAsync(QueueHost.Patience);

        var stopping = host.StopAsync();
        await _time.PassAsync(Grace);
        await _time.PassAsync(CancellableRun.CancellationGrace + TimeSpan.FromSeconds(1));
        await stopping.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskState.Ready, await running.StateAsync());
        var blocked = Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.worker.blocked");
        Assert.StartsWith("1 handlers of worker", blocked.Message, StringComparison.Ordinal);
        // The attempt's outcome stays unknown, so it is reported now.
        var span = Assert.Single(spans.Stopped, span => span.Kind is ActivityKind.Consumer);
        Assert.Equal(("returned", ActivityStatusCode.Unset), (span.GetTagItem("streaq.outcome"), span.Status));
        Assert.Equal("returned", Assert.Single(metrics.Of("messaging.process.duration")).Tags["streaq.outcome"]);
        released.Set();
    }

    [Fact]
    public async Task Slot_OfAnAbandonedTask_GoesOn()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(Options).Map(Work, (int i) => i == 1 ? _gate.PassAsync() : Task.CompletedTask).WithTimeout(TimeSpan.FromSeconds(2)).WithResultTtl(null),
            services: services => services.AddClock(_time));
        var (stuck, next) = (await host.Client.EnqueueAsync(Work, 1), await host.Client.EnqueueAsync(Work, 2));
        await _gate.Entered;

        await _time.PassAsync(TimeSpan.FromSeconds(2));
        await _time.PassAsync(CancellableRun.CancellationGrace);
        await next.WaitAsync().WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Timeout, (await stuck.ReportAsync()).Outcome);
        _gate.Open();
    }

    private static void Options(WorkerOptions worker) =>
        (worker.Concurrency, worker.GracePeriod, worker.LeaseDuration) = (1, Grace, TimeSpan.FromDays(1));

    private Task<QueueHost> StartAsync(Delegate handler, bool onRedis, string? queue = null) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(Options).Map(Work, handler),
        onRedis ? redis.Server.ConnectionString : null,
        services: services => services.AddClock(_time),
        queue: queue);
}
