namespace Streaq.EntityFrameworkCore;

/// <summary>Wakes the relay. A signal that is set before the relay waits is not lost.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource _next = New();

    public void Set() => Volatile.Read(ref _next).TrySetResult();

    /// <returns>Whether the signal was set; <see langword="false"/> when the time is over.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiting = Volatile.Read(ref _next).Task;
        await waiting.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!waiting.IsCompleted)
        {
            return false;
        }

        // The caller may not see a commit that sets the signal from here on, so it must wake the caller again.
        Volatile.Write(ref _next, New());
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
