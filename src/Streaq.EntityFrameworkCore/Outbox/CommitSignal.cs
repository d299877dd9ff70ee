namespace Streaq.EntityFrameworkCore;

/// <summary>Wakes the relay; set before it waits counts.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource _next = New();

    public void Set() => Volatile.Read(ref _next).TrySetResult();

    /// <returns>Whether it was set; else the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiting = Volatile.Read(ref _next).Task;
        await waiting.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!waiting.IsCompleted)
        {
            return false;
        }

        // What is set from here on is of a commit that the caller may not see when it looks now.
        Volatile.Write(ref _next, New());
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
