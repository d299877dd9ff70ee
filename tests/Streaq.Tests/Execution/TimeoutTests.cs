using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>Attempts that are cancelled: by their timeout or by the worker, heeded or ignored.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly AttemptRig _rig = new() { Settings = settings => settings.Timeout = Limit };
    private readonly TaskCompletionSource _never = new();

    [Fact]
    public async Task Timeout_Over_FailsTheTask()
    {
        var running = _rig.RunAsync(1, (int _, CancellationToken ct) => _never.Task.WaitAsync(ct));
        await PassAsync(Limit);

        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Timeout, attempt.Outcome);
        Assert.Equal("Task 'the.task' ran longer than its timeout of 00:00:02.", Assert.IsType<TaskTimeoutException>(attempt.Error).Message);
        Assert.Equal("Streaq.TaskTimeoutException", RecordFormat.Read(Assert.IsType<DeadLetterSettlement>(attempt.Settlement).Record).Error!.Type);
    }

    [Fact]
    public async Task Timeout_NotOver_LetsTheTaskEnd()
    {
        var end = new TaskCompletionSource<int>();
        var running = _rig.RunAsync<int, int>(1, (int _) => end.Task);
        await PassAsync(Limit - TimeSpan.FromTicks(1));
        end.SetResult(42);

        Assert.Equal(42, AttemptRig.Result<int>(await running));
    }

    [Fact]
    public async Task Exception_OfAnotherTypeAfterTheTimeout_IsTheError()
    {
        var running = _rig.RunAsync(1, async (int _, CancellationToken ct) =>
        {
            await _never.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new FormatException("half done");
        });
        await PassAsync(Limit);

        Assert.IsType<FormatException>((await running).Error);
    }

    [Fact]
    public async Task Handler_ThatIgnoresItsToken_IsAbandonedAfterFiveSeconds()
    {
        var visit = new Visit();
        _rig.Services.AddScoped(_ => visit);
        var running = _rig.RunAsync(1, (int _, Visit _) => _never.Task);
        await PassAsync(Limit);
        await PassAsync(CancellableRun.CancellationGrace);

        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Timeout, attempt.Outcome);
        Assert.IsType<TaskTimeoutException>(attempt.Error);
        Assert.Contains(_rig.Log.Lines, line => line.Event.Name == "streaq.task.abandoned");
        // The scope is kept for as long as the handler may use it.
        Assert.False(visit.Disposed.Task.IsCompleted);
        _never.SetResult();
        await visit.Disposed.Task.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Middleware_OfAnAbandonedRun_CannotCallNext()
    {
        var told = new TaskCompletionSource<Exception?>();
        var runs = 0;
        _rig.Use(async (context, next) =>
        {
            await next(context);
            told.SetResult(await Record.ExceptionAsync(() => next(context)));
        });
        var running = _rig.RunAsync(1, (int _) =>
        {
            runs++;
            return _never.Task;
        });
        await PassAsync(Limit);
        await PassAsync(CancellableRun.CancellationGrace);

        Assert.Equal(TaskOutcome.Timeout, (await running.WaitAsync(QueueHost.Patience)).Outcome);
        _never.SetResult();
        Assert.IsType<ObjectDisposedException>(await told.Task.WaitAsync(QueueHost.Patience));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Handler_ThatEndsWithinTheFiveSeconds_IsNotAbandoned()
    {
        var running = _rig.RunAsync(1, async (int _, CancellationToken ct) =>
        {
            await _never.Task;
            ct.ThrowIfCancellationRequested();
        });
        await PassAsync(Limit);
        await PassAsync(CancellableRun.CancellationGrace - TimeSpan.FromTicks(1));
        _never.SetResult();

        Assert.Equal(TaskOutcome.Timeout, (await running.WaitAsync(QueueHost.Patience)).Outcome);
        Assert.DoesNotContain(_rig.Log.Lines, line => line.Event.Name == "streaq.task.abandoned");
    }

    [Fact]
    public async Task Handler_ThatSwallowsItsTimeout_StillFailsTheTask()
    {
        var running = _rig.RunAsync(1, async (int _, CancellationToken _) => await _never.Task);
        await PassAsync(Limit);
        _never.SetResult();

        Assert.Equal(TaskOutcome.Timeout, (await running.WaitAsync(QueueHost.Patience)).Outcome);
    }

    [Fact]
    public async Task Stop_OfTheWorker_LeavesTheTaskToAnother()
    {
        using var stop = new CancellationTokenSource();
        var running = _rig.RunAsync(1, (int _, CancellationToken ct) => _never.Task.WaitAsync(ct), stop.Token);
        await stop.CancelAsync();

        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Returned, attempt.Outcome);
        Assert.Null(attempt.Settlement);
    }

    [Fact]
    public async Task Stop_IgnoredByTheHandler_LeavesTheTaskToAnotherAfterFiveSeconds()
    {
        _rig.Settings = _ => { };
        using var stop = new CancellationTokenSource();
        var running = _rig.RunAsync(1, (int _) => _never.Task, stop.Token);
        await stop.CancelAsync();
        await PassAsync(CancellableRun.CancellationGrace);

        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Returned, attempt.Outcome);
        Assert.Null(attempt.Settlement);
    }

    [Fact]
    public async Task Handler_ThatEndsInSpiteOfTheStop_KeepsItsResult()
    {
        using var stop = new CancellationTokenSource();
        var running = _rig.RunAsync<int, int>(1, async (int _, CancellationToken ct) =>
        {
            await _never.Task.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 42;
        }, stop.Token);
        await stop.CancelAsync();

        Assert.Equal(42, AttemptRig.Result<int>(await running.WaitAsync(QueueHost.Patience)));
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _rig.Time.TimerSetAsync(due => due >= time && due - time <= TimeSpan.FromTicks(1)).WaitAsync(QueueHost.Patience);
        _rig.Time.Advance(time);
    }

    private sealed class Visit : IDisposable
    {
        public TaskCompletionSource Disposed { get; } = new();

        public void Dispose() => Disposed.SetResult();
    }
}
