using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry;

/// <summary>The guard catches exceptions of a logger.</summary>
public sealed class GuardedLoggerTests
{
    [Theory]
    [InlineData(LoggerCall.IsEnabled)]
    [InlineData(LoggerCall.Log)]
    [InlineData(LoggerCall.BeginScope)]
    [InlineData(LoggerCall.EndScope)]
    public void Logger_ThatThrows_ThrowsNothingToItsCaller(LoggerCall at)
    {
        using var logs = new ThrowingLogs(at);
        var logger = new GuardedLogger(logs.CreateLogger("Streaq"));

        using (AttemptLogScope.Begin(logger, new() { Id = "1", Name = "work", Body = default, Priority = "normal" }, "queue"))
        {
            logger.Aborted("work", "1");
        }

        Assert.NotEqual(0, logs.Thrown);
    }

    [Fact]
    public void Exception_ThatCantBeRead_IsLoggedAsWhatCan()
    {
        var log = new LogRecorder();

        new GuardedLogger(log.CreateLogger("Streaq")).ProcessException(new Unreadable(), "work", "1", 1, nameof(Unreadable), "");

        var told = Assert.Single(log.Lines).Exception!;
        Assert.Contains(nameof(Unreadable), told.ToString(), StringComparison.Ordinal);
        Assert.Contains("Message threw System.InvalidTimeZoneException", told.Message, StringComparison.Ordinal);
    }

    private sealed class Unreadable : Exception
    {
        public override string Message => throw new InvalidTimeZoneException();
    }
}
