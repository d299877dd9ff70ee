using Microsoft.Extensions.Logging;

namespace Streaq.Chaos.Worker;

/// <summary>Records what the library logs about leases.</summary>
internal sealed class LeaseLog(EffectLog effects) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        switch (eventId.Name)
        {
            case "streaq.lease.lost":
                effects.Write('L', Value("Worker"));
                break;
            case "streaq.worker.stopped":
                effects.Write('G', Value("Worker"), Value("GivenBack"));
                break;
            case "streaq.lease.reclaimed":
                effects.Write('R', Value("PreviousWorker"), Value("TaskId"));
                break;
        }

        string? Value(string name) =>
            (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(pair => pair.Key == name).Value?.ToString();
    }

    public void Dispose()
    {
        // The program disposes the file.
    }
}
