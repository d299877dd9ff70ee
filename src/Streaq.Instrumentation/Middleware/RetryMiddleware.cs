using Streaq.Instrumentation;

namespace Streaq;

/// <summary>Retries failed tasks, after waits that grow.</summary>
/// <remarks>
/// Without it, an exception other than <see cref="StreaqRetryException"/> ends the task. The attempt's span has the decision:
/// <c>streaq.retry.decision</c> is <c>retry</c>, <c>give_up</c> (no attempt is left) or <c>not_retryable</c>. <c>streaq.retry.delay</c> is
/// the wait in seconds. The middleware does not handle a <see cref="StreaqRetryException"/> or a <see cref="StreaqSnoozeException"/>, by
/// which other code has decided already. Nor does it handle the exception of an attempt that its timeout, an abort, a shutdown or a lost
/// lease has cancelled.
/// </remarks>
public sealed class RetryMiddleware : ITaskMiddleware
{
    private readonly RetryOptions _options;

    /// <summary>Creates the middleware.</summary>
    /// <param name="options">When to retry and how long to wait.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RetryMiddleware(RetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="StreaqRetryException">The attempt failed, and the task is retried.</exception>
    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (!IsDecided(e, context))
        {
            var decision = Decide(e, context);
            context.Activity?.SetTag(AttributeNames.RetryDecision, decision);
            if (decision is not "retry")
            {
                throw;
            }

            var delay = Delay(context.Attempt);
            context.Activity?.SetTag(AttributeNames.RetryDelay, delay.TotalSeconds);
            // Span and log report the inner exception as the cause.
            throw new StreaqRetryException($"Attempt {context.Attempt} failed: {Callback.Message(e)}", delay, e);
        }
    }

    private static bool IsDecided(Exception exception, TaskContext context) =>
        exception is StreaqRetryException or StreaqSnoozeException
            || context.IsAborted
            || context.IsWorkerStopping
            || (exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested);

    private string Decide(Exception exception, TaskContext context)
    {
        // A ShouldRetry that throws counts as true; the number of attempts limits the retries.
        if (!Callback.Ask(nameof(_options.ShouldRetry), _options.ShouldRetry, exception, otherwise: true))
        {
            return "not_retryable";
        }

        return context.Attempt < Math.Min(_options.MaxAttempts ?? int.MaxValue, context.MaxAttempts) ? "retry" : "give_up";
    }

    private TimeSpan Delay(int attempt)
    {
        var longest = Math.Min(_options.BaseDelay.TotalSeconds * Math.Pow(_options.Factor, attempt - 1), _options.MaxDelay.TotalSeconds);
#pragma warning disable CA5394 // Jitter spreads load and needs no secure random numbers.
        return TimeSpan.FromSeconds(longest * (1 - (_options.Jitter * Random.Shared.NextDouble())));
#pragma warning restore CA5394
    }
}
