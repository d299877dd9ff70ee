using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>The application's logger. Its providers and filters are user code, and their exceptions do not leave this class.</summary>
internal sealed class GuardedLogger(ILogger inner) : ILogger
{
    private int _told;

    /// <summary>Whether the application has no loggers at all, regardless of their filters.</summary>
    public bool IsDeaf { get; init; }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return inner.IsEnabled(logLevel);
        }
#pragma warning disable CA1031 // A provider or a filter.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Threw(e);
            // A provider that throws must not keep the event from the others.
            return true;
        }
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception is null ? null : ReadableException.For(exception), formatter);
        }
#pragma warning disable CA1031 // A provider.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Threw(e);
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        try
        {
            return inner.BeginScope(state);
        }
#pragma warning disable CA1031 // A provider.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Threw(e);
            return null;
        }
    }

    /// <summary>Logs the exception once, for the other providers.</summary>
    private void Threw(Exception exception)
    {
        if (Interlocked.Exchange(ref _told, 1) != 0)
        {
            return;
        }

        try
        {
            inner.LoggerThrew(ReadableException.For(exception));
        }
#pragma warning disable CA1031 // Most likely the same provider throws again.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
