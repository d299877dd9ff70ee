using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>The exceptions that cause a retry, its delay, and the number of attempts.</summary>
public sealed class RetryTests
{
    private readonly AttemptRig _rig = new();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 9)]
    public async Task Retry_WithoutDelay_WaitsTheSquareOfTheAttemptInSeconds(int attempt, int seconds)
    {
        _rig.Message = message => message with { Attempt = attempt };
        _rig.Settings = settings => settings.MaxAttempts = 4;

        var retrial = await RetriedAsync(new StreaqRetryException("later"));

        Assert.Equal(TimeSpan.FromSeconds(seconds), retrial.Delay);
        Assert.Equal(attempt + 1, retrial.Next.Attempt);
    }

    [Fact]
    public async Task Retry_WithDelay_WaitsForIt()
    {
        var retrial = await RetriedAsync(new StreaqRetryException("later", TimeSpan.FromMilliseconds(250)));

        Assert.Equal(TimeSpan.FromMilliseconds(250), retrial.Delay);
        Assert.Equal(TaskTrigger.Retry, retrial.Next.Details.Trigger);
    }

    [Fact]
    public async Task Retry_OfAMiddleware_IsARetryToo()
    {
        _rig.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (FormatException e)
            {
                throw new StreaqRetryException("later", TimeSpan.FromSeconds(1), e);
            }
        });

        var attempt = await _rig.RunAsync(1, void (int _) => throw new FormatException());

        Assert.Equal(TaskOutcome.Retry, attempt.Outcome);
    }

    [Fact]
    public async Task Retry_AtTheLastAttempt_Fails()
    {
        _rig.Message = message => message with { Attempt = 3 };

        var attempt = await _rig.RunAsync(1, void (int _) => throw new StreaqRetryException("later", innerException: new FormatException("broken")));

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        var dead = Assert.IsType<DeadLetterSettlement>(attempt.Settlement);
        var record = RecordFormat.Read(dead.Record);
        Assert.Equal(("System.FormatException", "broken", 3), (record.Error!.Type, record.Error.Message, record.Attempts));
        Assert.Null(record.Error.StackTrace);
        Assert.Contains("broken", dead.Letter.Error.StackTrace);
    }

    [Fact]
    public async Task Exception_OfAnotherType_FailsTheTaskAtOnce()
    {
        var attempt = await _rig.RunAsync(1, void (int _) => throw new FormatException("broken"));

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
        Assert.Equal("System.FormatException", Assert.IsType<DeadLetterSettlement>(attempt.Settlement).Letter.Error.Type);
    }

    [Fact]
    public async Task Cancellation_OfTheHandlersOwn_FailsTheTask()
    {
        var attempt = await _rig.RunAsync(1, void (int _) => throw new OperationCanceledException());

        Assert.Equal(TaskOutcome.Failure, attempt.Outcome);
    }

    [Fact]
    public void Delay_Negative_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => new StreaqRetryException("later", TimeSpan.FromTicks(-1)));

    private async Task<RetrySettlement> RetriedAsync(StreaqRetryException e)
    {
        var attempt = await _rig.RunAsync(1, void (int _) => throw e);

        Assert.Equal(TaskOutcome.Retry, attempt.Outcome);
        return Assert.IsType<RetrySettlement>(attempt.Settlement);
    }
}
