using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Streaq;

/// <summary>Adds the middleware of this package to a queue. The first that is added is the outermost.</summary>
public static class StreaqBuilderExtensions
{
    /// <summary>Puts chosen baggage, chosen arguments and details of exceptions on each attempt's span.</summary>
    /// <param name="streaq">The queue.</param>
    /// <param name="configure">What to put there; nothing is put there by default.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static StreaqBuilder UseTracing(this StreaqBuilder streaq, Action<TracingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        var options = new TracingOptions();
        configure?.Invoke(options);
        return streaq.Use(new TracingMiddleware(options).InvokeAsync);
    }

    /// <summary>Measures how long the rest of each attempt takes, as <c>streaq.handler.duration</c> and as a line in the log.</summary>
    /// <param name="streaq">The queue.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static StreaqBuilder UseTiming(this StreaqBuilder streaq)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        // It has no state of the attempt: one instance does for all.
        streaq.Services.TryAddSingleton<TimingMiddleware>();
        return streaq.UseMiddleware<TimingMiddleware>();
    }

    /// <summary>Has tasks that failed tried again, after waits that grow.</summary>
    /// <param name="streaq">The queue.</param>
    /// <param name="configure">
    /// When to retry and how long to wait. Default: every exception, 1 s, 2 s, 4 s … up to 5 minutes, as often as the task's
    /// <c>WithMaxAttempts</c> allows.
    /// </param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static StreaqBuilder UseRetry(this StreaqBuilder streaq, Action<RetryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        var options = new RetryOptions();
        configure?.Invoke(options);
        return streaq.Use(new RetryMiddleware(options).InvokeAsync);
    }
}
