using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streaq.TestSupport;

/// <summary>One log line.</summary>
public sealed record LogLine(LogLevel Level, EventId Event, string Message, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>> Scope);

/// <summary>Records every log line, with the values of its scopes.</summary>
public sealed class LogRecorder : ILoggerProvider, ILoggerFactory
{
    private readonly AsyncLocal<Scope?> _scope = new();
    private readonly Lock _gate = new();
    private readonly List<(string Event, TaskCompletionSource<LogLine> Seen)> _watchers = [];

    public ConcurrentQueue<LogLine> Lines { get; } = [];

    /// <summary>Completes with the first line of an event, past or future.</summary>
    public Task<LogLine> SeenAsync(string eventName)
    {
        lock (_gate)
        {
            if (Lines.FirstOrDefault(line => line.Event.Name == eventName) is { } known)
            {
                return Task.FromResult(known);
            }

            var seen = new TaskCompletionSource<LogLine>(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((eventName, seen));
            return seen.Task;
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private void Add(LogLine line)
    {
        lock (_gate)
        {
            Lines.Enqueue(line);
            foreach (var watcher in _watchers.Where(watcher => watcher.Event == line.Event.Name).ToList())
            {
                _watchers.Remove(watcher);
                watcher.Seen.SetResult(line);
            }
        }
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
            owner.Add(new LogLine(logLevel, eventId, formatter(state, exception), exception, owner._scope.Value?.All ?? []));
    }

    private sealed class Scope(LogRecorder owner, Scope? outer, IReadOnlyList<KeyValuePair<string, object?>> values) : IDisposable
    {
        public IReadOnlyList<KeyValuePair<string, object?>> All => [.. outer?.All ?? [], .. values];

        public void Dispose() => owner._scope.Value = outer;
    }
}
