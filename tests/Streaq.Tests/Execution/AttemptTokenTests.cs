using Streaq.Execution;
using Streaq.Storage;

namespace Streaq.Tests.Execution;

/// <summary>Each attempt has a cancellation token of its own, on which user code registers callbacks.</summary>
public sealed class AttemptTokenTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Registration_OfAnEarlierTask_IsNotCalledWhenALaterOneIsAborted()
    {
        var called = false;
        CancellationToken? first = null;
        await _rig.RunAsync(1, (int _, CancellationToken ct) =>
        {
            first = ct;
            ct.Register(() => called = true);
        });
        var host = _rig.Host!;
        var gate = new Gate();

        var running = _rig.RunAgainAsync(host, 2, (int _, CancellationToken ct) => gate.PassAsync(ct));
        await gate.Entered;
        _rig.Aborts.Add(new AbortRequest("task-1", [], ""));
        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Aborted, attempt.Outcome);
        Assert.False(called);
        Assert.False(first!.Value.IsCancellationRequested);
    }

    [Fact]
    public async Task Callback_ThatThrows_EndsNothingButIsLogged()
    {
        using var stop = new CancellationTokenSource();
        var gate = new Gate();
        var running = _rig.RunAsync(
            1,
            async (int _, CancellationToken ct) =>
            {
                ct.Register(() => throw new FormatException("The callback is broken."));
                await gate.PassAsync(ct);
            },
            stop.Token);
        await gate.Entered;

        await stop.CancelAsync();
        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Returned, attempt.Outcome);
        await _rig.Log.SeenAsync("streaq.task.callback_threw").WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Callback_ThatThrowsAtATimeout_LeavesTheProcessAlone()
    {
        var limit = TimeSpan.FromSeconds(2);
        _rig.Settings = settings => settings.Timeout = limit;
        var never = new TaskCompletionSource();
        var running = _rig.RunAsync(1, async (int _, CancellationToken ct) =>
        {
            ct.Register(() => throw new FormatException("The callback is broken."));
            await never.Task.WaitAsync(ct);
        });

        // An exception of a timer's callback would end the process.
        await _rig.Time.PassAsync(limit);
        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Timeout, attempt.Outcome);
        await _rig.Log.SeenAsync("streaq.task.callback_threw").WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Callback_ThatBlocks_DelaysNoOtherAttempt()
    {
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var (one, other) = (new Gate(), new Gate());
        var blocked = _rig.RunAsync(1, async (int _, CancellationToken ct) =>
        {
            ct.Register(release.Wait);
            await one.PassAsync(ct);
        }, stop.Token);
        var free = _rig.RunAsync(2, (int _, CancellationToken ct) => other.PassAsync(ct), stop.Token);
        await one.Entered;
        await other.Entered;

        await stop.CancelAsync().WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Returned, (await free.WaitAsync(QueueHost.Patience)).Outcome);
        release.Set();
        Assert.Equal(TaskOutcome.Returned, (await blocked.WaitAsync(QueueHost.Patience)).Outcome);
    }

    [Fact]
    public async Task Token_ReadAfterTheAttempt_IsNeverCancelled()
    {
        TaskContext? context = null;
        using var stop = new CancellationTokenSource();
        await _rig.RunAsync(1, (int _, TaskContext given) => { context = given; }, stop.Token);

        await stop.CancelAsync();

        Assert.False(context!.CancellationToken.IsCancellationRequested);
    }
}
