using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>Messages that do not reach a handler.</summary>
public sealed class RefusedTaskTests
{
    private readonly AttemptRig _rig = new();
    private bool _ran;

    [Fact]
    public async Task Task_PastItsExpiry_IsNotRun()
    {
        _rig.Message = message => message with { Details = new() { ExpiresAt = _rig.Now } };

        var attempt = await RunAsync();

        Assert.Equal(TaskOutcome.Expired, attempt.Outcome);
        Assert.Equal(TaskOutcome.Expired, RecordFormat.Read(Assert.IsType<CompletionSettlement>(attempt.Settlement).Record).Outcome);
        Assert.False(_ran);
    }

    [Fact]
    public async Task Task_BeforeItsExpiry_IsRun()
    {
        _rig.Message = message => message with { Details = new() { ExpiresAt = _rig.Now + 1 } };

        Assert.Equal(TaskOutcome.Success, (await RunAsync()).Outcome);
        Assert.True(_ran);
    }

    [Fact]
    public async Task Task_WithAllAttemptsUsedUp_IsNotRun()
    {
        _rig.Message = message => message with { Attempt = 4, Details = new() { PreviousWorker = "worker-0" } };

        await AssertRefusedAsync("All 3 attempts of task 'the.task' are used up; the last worker that held it, worker-0, never said how it ended.");
    }

    [Fact]
    public async Task Task_OfAnUnknownName_IsNotRun()
    {
        _rig.Message = message => message with { Name = "another.task" };

        await AssertRefusedAsync("This worker has no task named 'another.task'");
    }

    [Fact]
    public async Task Task_WithABodyOfAnotherType_IsNotRun()
    {
        _rig.Message = message => message with { Body = "\"text\""u8.ToArray() };

        await AssertRefusedAsync("The body of task 'the.task' is not a System.Int32: ");
    }

    [Fact]
    public async Task Message_ThatIsMalformed_IsNotRun()
    {
        _rig.Message = message => message with { Details = new() { Malformed = "it has no name" } };

        await AssertRefusedAsync("The message task-1 is not a task: it has no name.");
    }

    [Fact]
    public async Task Result_ThatCannotBeSerialized_FailsTheTask()
    {
        var attempt = await _rig.RunAsync<int, Loop>(1, (int _) => new Loop());

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.IsType<System.Text.Json.JsonException>(attempt.Error);
        Assert.IsType<DeadLetterSettlement>(attempt.Settlement);
    }

    [Fact]
    public async Task Result_OfATypeThatJsonDoesNotKnow_FailsTheTask()
    {
        var attempt = await _rig.RunAsync<int, Encoding?>(1, Encoding? (int _) => Encoding.UTF8);

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.IsType<DeadLetterSettlement>(attempt.Settlement);
    }

    private async Task AssertRefusedAsync(string message)
    {
        var attempt = await RunAsync();

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.StartsWith(message, Assert.IsType<TaskRefusedException>(attempt.Error).Message);
        Assert.Equal("Streaq.TaskRefusedException", Assert.IsType<DeadLetterSettlement>(attempt.Settlement).Letter.Error.Type);
        Assert.False(_ran);
    }

    private Task<Streaq.Execution.Attempt> RunAsync() => _rig.RunAsync(1, (int _) => { _ran = true; });

    private sealed class Loop
    {
        public Loop Self => this;
    }
}
