using System.Diagnostics;
using Streaq;

/// <summary>Has one kind of failure tried again. <c>UseRetry()</c> of Streaq.Instrumentation does this with backoff and jitter.</summary>
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
            // The inner exception is what the span and the log name as the cause.
            throw new StreaqRetryException("The mail server took too long.", delay, e);
        }
    }
}
