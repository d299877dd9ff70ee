using System.Diagnostics;
using Streaq;

/// <summary>Retries one kind of failure. <c>UseRetry()</c> of Streaq.Instrumentation does this with backoff and jitter.</summary>
internal static class RetryRule
{
    public static async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (TimeoutException e) when (context.Attempt < context.MaxAttempts)
        {
            var delay = TimeSpan.FromMilliseconds(100 * context.Attempt);
            Activity.Current?.AddEvent(new ActivityEvent("retry decided", tags: new() { ["delay"] = delay.TotalSeconds }));
            // The span and the log report the inner exception as the cause.
            throw new StreaqRetryException("The mail server took too long.", delay, e);
        }
    }
}
