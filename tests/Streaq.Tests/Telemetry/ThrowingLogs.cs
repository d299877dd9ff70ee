using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaq.Tests.Telemetry;

/// <summary>Calls of a logging provider that may throw.</summary>
public enum LoggerCall
{
    IsEnabled,
    Log,
    BeginScope,
    EndScope,
}

/// <summary>A provider that throws at Streaq's events, such as one whose disk is full.</summary>
internal sealed class ThrowingLogs(LoggerCall at) : ILoggerProvider
{
    private int _thrown;

    public int Thrown => Volatile.Read(ref _thrown);

    public ILogger CreateLogger(string categoryName) =>
        categoryName == StreaqTelemetry.SourceName ? new Throwing(this, at) : NullLogger.Instance;

    public void Dispose()
    {
    }

    private sealed class Throwing(ThrowingLogs owner, LoggerCall at) : ILogger, IDisposable
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            ThrowAt(LoggerCall.BeginScope);
            return this;
        }

        public bool IsEnabled(LogLevel logLevel)
        {
            ThrowAt(LoggerCall.IsEnabled);
            return true;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            ThrowAt(LoggerCall.Log);

        public void Dispose() => ThrowAt(LoggerCall.EndScope);

        private void ThrowAt(LoggerCall call)
        {
            if (call == at)
            {
                Interlocked.Increment(ref owner._thrown);
                throw new IOException("The log is full.");
            }
        }
    }
}
