using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Security;

/// <summary>All output of the process beside the tasks, as text: logs with whole exceptions, spans, measurements.</summary>
internal sealed class SeenTelemetry : IDisposable
{
    private readonly LogRecorder _log = new();
    private readonly SignalLog _signals = new();
    private readonly ActivityLog _spans = new();
    private readonly MetricLog _metrics = new();

    public void AddTo(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(_log).AddProvider(_signals));

    public void Observe() => _metrics.Observe();

    /// <summary>Completes when an event of that name was logged.</summary>
    public Task LoggedAsync(string name) => _signals.LoggedAsync(name).WaitAsync(QueueHost.Patience);

    public IEnumerable<string> Texts() =>
    [
        .. _log.Lines.Select(line => $"log {line.Event} {line.Message} {Pairs(line.Scope)} {(line.Exception is { } e ? Everything(e) : "")}"),
        .. _signals.States,
        .. _spans.Stopped.Select(Span),
        .. _metrics.All.Select(measured => $"metric {measured.Instrument} {Pairs(measured.Tags)}"),
    ];

    /// <summary>Returns the exception as loggers write it, with all that they might add.</summary>
    public static string Everything(Exception exception)
    {
        var data = exception.Data.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
        var inner = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        return $"exception {exception} {string.Join(' ', data)} {string.Join(' ', inner.Select(Everything))}";
    }

    public void Dispose()
    {
        _spans.Dispose();
        _metrics.Dispose();
    }

    private static string Span(Activity span) =>
        $"span {span.DisplayName} {span.StatusDescription} {Pairs(span.TagObjects)} {Pairs(span.Baggage)} {span.TraceStateString} "
        + string.Join(' ', span.Events.Select(@event => $"{@event.Name} {Pairs(@event.Tags)}"))
        + string.Join(' ', span.Links.Select(link => Pairs(link.Tags ?? [])));

    private static string Pairs<T>(IEnumerable<KeyValuePair<string, T>> pairs) => string.Join(' ', pairs.Select(pair => $"{pair.Key}={Value(pair.Value)}"));

    private static string Value(object? value) => value is IEnumerable many and not string ? string.Join(',', many.Cast<object>()) : $"{value}";

    /// <summary>Notifies when an event was logged, and keeps the values that a structured logger would store.</summary>
    private sealed class SignalLog : ILoggerProvider, ILogger
    {
        private readonly Lock _gate = new();
        private readonly List<string> _states = [];
        private readonly Dictionary<string, TaskCompletionSource> _events = new(StringComparer.Ordinal);

        public IReadOnlyList<string> States
        {
            get
            {
                lock (_gate)
                {
                    return [.. _states];
                }
            }
        }

        public Task LoggedAsync(string name)
        {
            lock (_gate)
            {
                return Of(name).Task;
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _states.Add($"state {eventId} {(state is IEnumerable<KeyValuePair<string, object?>> pairs ? Pairs(pairs) : $"{state}")}");
                Of(eventId.Name ?? "").TrySetResult();
            }
        }

        public void Dispose()
        {
        }

        private TaskCompletionSource Of(string name)
        {
            if (!_events.TryGetValue(name, out var seen))
            {
                _events.Add(name, seen = new(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            return seen;
        }
    }
}
