using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streaq.TestSupport;

/// <summary>One log line.</summary>
public sealed record LogLine(LogLevel Level, EventId Event, string Message, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>> Scope);

/// <summary>Keeps every log line, with the values of the scopes around it.</summary>
public sealed class LogRecorder : ILoggerProvider, ILoggerFactory
{
    private readonly AsyncLocal<Scope?> _scope = new();

    public ConcurrentQueue<LogLine> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            var scope = new Scope(owner, owner._scope.Value, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            owner._scope.Value = scope;
            return scope;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Lines.Enqueue(new LogLine(logLevel, eventId, formatter(state, exception), exception, owner._scope.Value?.All ?? []));
    }

    private sealed class Scope(LogRecorder owner, Scope? outer, IReadOnlyList<KeyValuePair<string, object?>> values) : IDisposable
    {
        public IReadOnlyList<KeyValuePair<string, object?>> All => [.. outer?.All ?? [], .. values];

        public void Dispose() => owner._scope.Value = outer;
    }
}
