using Microsoft.Extensions.Logging;

namespace Streaq.Chaos.Telemetry;

/// <summary>A logging provider that throws at random for Streaq's events. The host's own logging is not guarded.</summary>
internal sealed class ThrowingLogs(Whim whim) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Log(categoryName.StartsWith("Streaq", StringComparison.Ordinal) ? whim : null);

    public void Dispose()
    {
        // There is nothing to dispose.
    }

    private sealed class Log(Whim? whim) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel)
        {
            whim?.MayThrow("log filter");
            return true;
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            whim?.MayThrow("log scope");
            return null;
        }

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            whim?.MayThrow("logger");
    }
}
