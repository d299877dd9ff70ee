using Microsoft.Extensions.Logging;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>The application's logger, whose providers and filters are user code: what they throw ends here.</summary>
internal sealed class GuardedLogger(ILogger inner) : ILogger
{
    private int _told;

    /// <summary>Whether the application has no loggers at all, whatever their filters are.</summary>
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
            // One that throws must not keep the event from the others.
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

    /// <summary>Tells the other providers once.</summary>
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
#pragma warning disable CA1031 // The same provider once more, most likely.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
