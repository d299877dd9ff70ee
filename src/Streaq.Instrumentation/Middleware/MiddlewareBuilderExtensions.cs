using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Streaq;

/// <summary>
/// Adds the middleware of this package to a queue, a group of tasks, one task or a branch. The first that is added is the outermost.
/// </summary>
public static class MiddlewareBuilderExtensions
{
    /// <summary>Puts chosen baggage, chosen arguments and details of exceptions on each attempt's span.</summary>
    /// <typeparam name="TBuilder">The queue, a group, one task, or a branch of them.</typeparam>
    /// <param name="builder">The tasks that the middleware wraps.</param>
    /// <param name="configure">Sets what to put on the span. Default: nothing.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static TBuilder UseTracing<TBuilder>(this TBuilder builder, Action<TracingOptions>? configure = null)
        where TBuilder : IMiddlewareBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new TracingOptions();
        configure?.Invoke(options);
        builder.Use(new TracingMiddleware(options).InvokeAsync);
        return builder;
    }

    /// <summary>Measures how long the rest of each attempt takes, as <c>streaq.handler.duration</c> and as a line in the log.</summary>
    /// <typeparam name="TBuilder">The queue, a group, one task, or a branch of them.</typeparam>
    /// <param name="builder">The tasks that the middleware wraps.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static TBuilder UseTiming<TBuilder>(this TBuilder builder)
        where TBuilder : IMiddlewareBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        // It has no state of an attempt, so all share one instance.
        builder.Services.TryAddSingleton<TimingMiddleware>();
        builder.UseMiddleware<TimingMiddleware>();
        return builder;
    }

    /// <summary>Retries failed tasks, after waits that grow.</summary>
    /// <typeparam name="TBuilder">The queue, a group, one task, or a branch of them.</typeparam>
    /// <param name="builder">The tasks that the middleware wraps.</param>
    /// <param name="configure">
    /// Sets when to retry and how long to wait. Default: every exception, 1 s, 2 s, 4 s … up to 5 minutes, as often as the task's
    /// <c>WithMaxAttempts</c> allows.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The queue is in use already.</exception>
    public static TBuilder UseRetry<TBuilder>(this TBuilder builder, Action<RetryOptions>? configure = null)
        where TBuilder : IMiddlewareBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RetryOptions();
        configure?.Invoke(options);
        builder.Use(new RetryMiddleware(options).InvokeAsync);
        return builder;
    }
}
