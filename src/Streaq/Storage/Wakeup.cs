namespace Streaq.Storage;

/// <summary>A signal for one waiting loop. When it is raised while the loop does not wait, the next wait ends at once.</summary>
internal sealed class Wakeup(TimeProvider time)
{
    private TaskCompletionSource _signal = Signal.New();

    public void Raise() => Volatile.Read(ref _signal).TrySetResult();

    /// <summary>Waits for the signal, at most <paramref name="longest"/>.</summary>
    public async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var signal = Volatile.Read(ref _signal);
        if (!signal.Task.IsCompleted)
        {
            await signal.Task.WaitAsync(longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (signal.Task.IsCompleted)
        {
            Volatile.Write(ref _signal, Signal.New());
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
