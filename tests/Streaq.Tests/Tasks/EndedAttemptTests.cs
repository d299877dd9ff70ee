using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class EndedAttemptTests
{
    [Fact]
    public void Line_OfAnEnd_IsReadBack()
    {
        var line = Ended(TaskOutcome.Failure) with { ErrorType = "System.FormatException", TraceId = "0af7651916cd43dd8448eb211c80319c", SpanId = "b7ad6b7169203331" };

        var read = EndedAttempt.ParseLine(line.ToLine("w-1"));

        Assert.Equal(
            new RecentTask
            {
                TaskId = "t:1",
                TaskName = "math.half",
                Priority = "low",
                Outcome = TaskOutcome.Failure,
                Attempts = 2,
                ReadyAt = DateTimeOffset.FromUnixTimeMilliseconds(1_000),
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_500),
                FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700),
                Worker = "w-1",
                ErrorType = "System.FormatException",
                TraceId = "0af7651916cd43dd8448eb211c80319c",
                SpanId = "b7ad6b7169203331",
            },
            read);
    }

    [Fact]
    public void Line_OfAnUntracedSuccess_HasNeitherErrorNorTrace()
    {
        var read = EndedAttempt.ParseLine(Ended(TaskOutcome.Success).ToLine("w-1"))!;

        Assert.Equal((TaskOutcome.Success, null, null, null), (read.Outcome, read.ErrorType, read.TraceId, read.SpanId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3 success 1 low w task id -")]
    [InlineData("x 2 3 success 1 low w task id - -")]
    [InlineData("1 -2 3 success 1 low w task id - -")]
    [InlineData("1 2 9223372036854775807 success 1 low w task id - -")]
    [InlineData("1 2 3 success 99999999999 low w task id - -")]
    public void Line_ThatIsInvalid_IsNull(string line) => Assert.Null(EndedAttempt.ParseLine(line));

    [Theory]
    [InlineData(TaskOutcome.Success, true)]
    [InlineData(TaskOutcome.Failure, true)]
    [InlineData(TaskOutcome.Timeout, true)]
    [InlineData(TaskOutcome.Aborted, true)]
    [InlineData(TaskOutcome.Expired, true)]
    [InlineData(TaskOutcome.Retry, false)]
    [InlineData(TaskOutcome.Snoozed, false)]
    [InlineData(TaskOutcome.Returned, false)]
    [InlineData(TaskOutcome.LeaseLost, false)]
    public void Outcome_OfAnAttempt_EndsATaskOrNot(TaskOutcome outcome, bool ends) => Assert.Equal(ends, EndedAttempt.Ends(outcome));

    private static EndedAttempt Ended(TaskOutcome outcome) => new()
    {
        Id = "t:1",
        Name = "math.half",
        Priority = "low",
        Attempt = 2,
        Outcome = outcome,
        ReadyAt = 1_000,
        StartedAt = 1_500,
        EndedAt = 1_700,
    };
}
