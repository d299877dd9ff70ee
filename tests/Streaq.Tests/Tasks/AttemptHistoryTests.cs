using System.Text;
using Streaq.Tasks;

namespace Streaq.Tests.Tasks;

public sealed class AttemptHistoryTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Line_OfAnAttempt_IsReadBack()
    {
        var details = AttemptHistory.Append(
            TaskDetails.None, AttemptHistory.Line(2, (1_795_336_325_018, 1_795_336_325_481), TaskOutcome.Retry, "w-1", Trace, "System.TimeoutException"));

        var attempt = Assert.Single(AttemptHistory.Parse(Text(details)).Attempts);

        Assert.Equal(
            new PastAttempt
            {
                Attempt = 2,
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_795_336_325_018),
                FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_795_336_325_481),
                Outcome = TaskOutcome.Retry,
                Worker = "w-1",
                ErrorType = "System.TimeoutException",
                TraceId = "0af7651916cd43dd8448eb211c80319c",
                SpanId = "b7ad6b7169203331",
            },
            attempt);
    }

    [Fact]
    public void Append_ToOtherFields_KeepsThem()
    {
        var details = TaskDetails.None with { UnknownFields = [MessageField.Of("x-new", "1")] };

        details = AttemptHistory.Append(AttemptHistory.Append(details, Line(1)), Line(2));

        Assert.Equal(["x-new", "history"], details.UnknownFields!.Select(field => field.Key));
        Assert.Equal([1, 2], AttemptHistory.Parse(Text(details)).Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public void Append_ToAFullHistory_DropsTheOldestAndCountsThem()
    {
        var details = Enumerable.Range(1, 40).Aggregate(TaskDetails.None, (before, attempt) => AttemptHistory.Append(before, Line(attempt)));

        var history = AttemptHistory.Parse(Text(details));

        Assert.Equal(8, history.Dropped);
        Assert.Equal(Enumerable.Range(9, 32), history.Attempts.Select(attempt => attempt.Attempt));
    }

    [Fact]
    public void Line_OfATypeWithALongName_IsOneShortLine()
    {
        var type = $"My.Odd Type\n{new string('x', 5_000)}";

        var line = AttemptHistory.Line(1, (1, 2), TaskOutcome.Retry, "w1", traceParent: null, type);

        Assert.DoesNotContain('\n', line);
        Assert.InRange(line.Length, 200, 300);
        var attempt = Assert.Single(AttemptHistory.Parse($"0\n{line}").Attempts);
        Assert.StartsWith("My.Odd Type x", attempt.ErrorType);
        Assert.Null(attempt.TraceId);
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("x", 0, 0)]
    [InlineData("7\n1 2", 7, 0)]
    [InlineData("99999999999\n1 2 3 retry w1 - -", 0, 1)]
    [InlineData("-1\n1 2 3 retry w1 - -\n1 -2 3 retry w1 - -", 0, 1)]
    [InlineData("0\n1 9223372036854775807 9223372036854775807 what w1 00-xyz -", 0, 1)]
    public void Parse_OfInvalidText_TakesWhatItCan(string text, int dropped, int attempts)
    {
        var history = AttemptHistory.Parse(text);

        Assert.Equal((dropped, attempts), (history.Dropped, history.Attempts.Count));
    }

    private static string Line(int attempt) => AttemptHistory.Line(attempt, (attempt, attempt + 1), TaskOutcome.Retry, "w1", Trace, "E");

    private static string Text(TaskDetails details) => Encoding.UTF8.GetString(details.UnknownFields!.Single(field => field.Key == "history").Value.Span);
}
