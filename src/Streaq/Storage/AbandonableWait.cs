namespace Streaq.Storage;

/// <summary>Waits for a call that goes on when its caller gives up, alone or for other callers.</summary>
internal static class AbandonableWait
{
    /// <summary>
    /// As <see cref="Task.WaitAsync(CancellationToken)"/>. After a cancellation the caller has its
    /// <see cref="OperationCanceledException"/>; a later failure of the call does not reach
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
