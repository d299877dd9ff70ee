using Streaq.Execution;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>An attempt whose task is aborted before, while or after it runs.</summary>
public sealed class AbortedAttemptTests
{
    private readonly AttemptRig _rig = new();

    [Fact]
    public async Task Attempt_OfATaskWithARequest_DoesNotRun()
    {
        _rig.Aborts.Add(new AbortRequest("task-1", [], ""));

        var attempt = await _rig.RunAsync<int, int>(1, (int _) => Unreachable());

        AssertNotRun(attempt);
        Assert.True(_rig.Aborts.IsEmpty);
    }

    [Fact]
    public async Task Attempt_OfATaskWhoseRequestIsForAnEarlierDelivery_Runs()
    {
        _rig.Aborts.Add(new AbortRequest("task-1", [1], ""));

        var attempt = await _rig.RunAsync<int, int>(1, (int i) => i);

        Assert.Equal(TaskOutcome.Success, attempt.Outcome);
    }

    [Fact]
    public async Task Attempt_OfAMessageThatCarriesTheRequest_DoesNotRun()
    {
        _rig.Message = message => message with { Attempt = 2, Details = message.Details with { AbortedBy = "" } };

        AssertNotRun(await _rig.RunAsync<int, int>(1, (int _) => Unreachable()), attempts: 1);
    }

    [Fact]
    public async Task Attempt_ThatIgnoresItsToken_IsAbortedAfterItsGrace()
    {
        var (gate, aborted) = (new Gate(), new TaskCompletionSource());
        var running = _rig.RunAsync<int, int>(1, async (int i, CancellationToken token) =>
        {
            token.Register(aborted.SetResult);
            await gate.PassAsync(CancellationToken.None);
            return i;
        });
        await gate.Entered;

        _rig.Aborts.Add(new AbortRequest("task-1", [], ""));
        await aborted.Task.WaitAsync(QueueHost.Patience);
        await _rig.Time.PassAsync(CancellableRun.CancellationGrace);

        var attempt = await running.WaitAsync(QueueHost.Patience);
        Assert.Equal(TaskOutcome.Aborted, attempt.Outcome);
        Assert.IsType<CompletionSettlement>(attempt.Settlement);
        Assert.Contains(_rig.Log.Lines, line => line.Event.Name == "streaq.task.abandoned");
        gate.Open();
    }

    [Fact]
    public async Task Attempt_AbortedUnderATimeout_IsAborted()
    {
        var gate = new Gate();
        _rig.Settings = settings => settings.Timeout = TimeSpan.FromMinutes(1);
        var running = _rig.RunAsync<int, int>(1, async (int i, CancellationToken token) =>
        {
            await gate.PassAsync(token);
            return i;
        });
        await gate.Entered;

        _rig.Aborts.Add(new AbortRequest("task-1", [], ""));

        Assert.Equal(TaskOutcome.Aborted, (await running.WaitAsync(QueueHost.Patience)).Outcome);
    }

    private static int Unreachable() => throw new InvalidOperationException("The handler was called.");

    private static void AssertNotRun(Attempt attempt, int attempts = 0)
    {
        Assert.Equal(TaskOutcome.Aborted, attempt.Outcome);
        Assert.Null(attempt.Error);
        var record = RecordFormat.Read(Assert.IsType<CompletionSettlement>(attempt.Settlement).Record);
        Assert.Equal((TaskOutcome.Aborted, attempts, 0), (record.Outcome, record.Attempts, record.StartedAt));
    }
}
