using System.Reflection;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Execution;

/// <summary>Exceptions whose own members throw, and exceptions that wrap a retry, a snooze or a cancellation.</summary>
public sealed class OddExceptionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly AttemptRig _rig = new();

    public static TheoryData<string, Func<Exception>, string> Odd => new()
    {
        { "null message", () => new NullMessageException(), "(The exception's Message is null.)" },
        { "throwing message", () => new ThrowingMessageException(), "(The exception's Message threw System.InvalidTimeZoneException.)" },
        { "throwing text", () => new ThrowingTextException(), "the readable part" },
        { "throwing stack trace", () => new ThrowingTraceException(), "the readable part" },
        { "odd cause", () => new InvalidOperationException("the outer one", new ThrowingMessageException()), "the outer one" },
        { "odd retry", () => new StreaqRetryException("again", TimeSpan.Zero, new ThrowingMessageException()), "(The exception's Message threw System.InvalidTimeZoneException.)" },
        { "odd in many", () => new AggregateException(new ThrowingTextException(), new NullMessageException()), "One or more errors occurred" },
        { "half a character", () => new FormatException("\ud83d"), "" },
    };

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Exception_ThatCantBeRead_IsADeadLetterThatSaysWhatCould(string kind, Func<Exception> make, string message)
    {
        _rig.Settings = settings => settings.MaxAttempts = 1;

        var attempt = await _rig.RunAsync(1, Task (int _) => throw make());

        Assert.Equal((kind, TaskOutcome.Failure), (kind, attempt.Outcome));
        var letter = Assert.IsType<DeadLetterSettlement>(attempt.Settlement).Letter;
        Assert.StartsWith(message, letter.Error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(letter.Error.StackTrace!);
        Assert.NotNull(RecordFormat.Read(((DeadLetterSettlement)attempt.Settlement!).Record).Error);
        // Logged once, with an exception that every logging provider can read.
        var line = Assert.Single(_rig.Log.Lines, line => line.Event.Name == "messaging.process.exception");
        Assert.NotEmpty(line.Exception!.ToString());
        Assert.NotNull(line.Exception.Message);
    }

    [Fact]
    public async Task Retry_ThroughWait_IsARetry()
    {
        _rig.Settings = settings => settings.MaxAttempts = 3;

        var attempt = await _rig.RunAsync(1, (int _) => Task.Run(() => throw new StreaqRetryException("later", TimeSpan.FromHours(1))).Wait());

        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<RetrySettlement>(attempt.Settlement).Delay);
        Assert.IsType<StreaqRetryException>(attempt.Error);
    }

    [Fact]
    public async Task Snooze_ThroughReflection_IsASnooze()
    {
        var attempt = await _rig.RunAsync(
            1, Task (int _) => throw new TargetInvocationException(new AggregateException(new StreaqSnoozeException(TimeSpan.FromMinutes(1)))));

        Assert.Equal(TaskOutcome.Snoozed, attempt.Outcome);
    }

    [Fact]
    public async Task Timeout_ThroughWait_IsATimeout()
    {
        _rig.Settings = settings => settings.Timeout = Limit;
        var never = new TaskCompletionSource();
        var running = _rig.RunAsync(1, async (int _, CancellationToken ct) =>
        {
            await Task.Yield();
            never.Task.WaitAsync(ct).Wait(CancellationToken.None);
        });
        await _rig.Time.PassAsync(Limit);

        Assert.Equal(TaskOutcome.Timeout, (await running.WaitAsync(QueueHost.Patience)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_AfterTheWorkerCancelled_IsGivenBack(bool wrapped)
    {
        using var stop = new CancellationTokenSource();
        var gate = new Gate();
        var running = _rig.RunAsync(
            1,
            async (int _, CancellationToken ct) =>
            {
                await gate.PassAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw wrapped ? new AggregateException(new TaskCanceledException()) : new IOException("Operation aborted.");
            },
            stop.Token);
        await gate.Entered;
        await stop.CancelAsync();

        var attempt = await running.WaitAsync(QueueHost.Patience);

        Assert.Equal(TaskOutcome.Returned, attempt.Outcome);
        Assert.Null(attempt.Settlement);
    }

    private sealed class NullMessageException : Exception
    {
        public override string Message => null!;
    }

    private class ThrowingMessageException : Exception
    {
        public override string Message => throw new InvalidTimeZoneException();
    }

    private sealed class ThrowingTextException() : Exception("the readable part")
    {
        public override string ToString() => throw new InvalidTimeZoneException();
    }

    private sealed class ThrowingTraceException() : Exception("the readable part")
    {
        public override string StackTrace => throw new InvalidTimeZoneException();
    }
}
