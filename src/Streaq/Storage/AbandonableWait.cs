namespace Streaq.Storage;

/// <summary>Waits for a call that continues when a caller gives up: other callers may wait for it as well.</summary>
internal static class AbandonableWait
{
    /// <summary>
    /// Waits like <see cref="Task.WaitAsync(CancellationToken)"/>. When the wait is cancelled, a later failure of the call does not reach
    /// <see cref="TaskScheduler.UnobservedTaskException"/>.
    /// </summary>
    public static Task WaitOrAbandonAsync(this Task call, CancellationToken cancellationToken)
    {
        Observe(call, cancellationToken);
        return call.WaitAsync(cancellationToken);
    }

    /// <inheritdoc cref="WaitOrAbandonAsync(Task, CancellationToken)"/>
    public static Task<T> WaitOrAbandonAsync<T>(this Task<T> call, CancellationToken cancellationToken)
    {
        Observe(call, cancellationToken);
        return call.WaitAsync(cancellationToken);
    }

    private static void Observe(Task call, CancellationToken cancellationToken)
    {
        if (!call.IsCompleted && cancellationToken.CanBeCanceled)
        {
            _ = call.ContinueWith(
                static failed => _ = failed.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
