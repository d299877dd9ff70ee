namespace Streaq.Client;

/// <summary>A message between the two steps of its enqueue: finds it, and waits until it is sent.</summary>
/// <param name="store">The store that keeps it.</param>
/// <param name="keptAs">Its id in that store.</param>
/// <param name="time">The clock.</param>
internal sealed class KeptTask(IDeferredStore store, string keptAs, TimeProvider time)
{
    /// <summary>The error type of a task whose message was refused.</summary>
    public const string RefusedType = "refused";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public Task<KeptMessage?> FindAsync(CancellationToken cancellationToken) => store.FindAsync(keptAs, cancellationToken);

    /// <summary>Waits until the message is no longer kept. Returns at once if it never was.</summary>
    /// <returns>The rest of the timeout.</returns>
    /// <exception cref="TaskFailedException">The queue has refused the message.</exception>
    /// <exception cref="TimeoutException">The message is still kept.</exception>
    public async Task<TimeSpan?> SentAsync(string taskId, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var over = WaitLimit.Begin(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        for (var pause = FirstPause; ; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            if (await FindAsync(cancellationToken).ConfigureAwait(false) is not { } kept)
            {
                return Left(timeout, time.GetElapsedTime(began));
            }

            if (kept.Refusal is { } refusal)
            {
                throw new TaskFailedException(taskId, new TaskError(RefusedType, refusal));
            }

            await Task.Delay(pause, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (over.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Task {taskId} did not reach the queue within {timeout}; it is committed, and can be awaited again.");
            }
        }
    }

    private static TimeSpan? Left(TimeSpan? timeout, TimeSpan elapsed) =>
        timeout is not { } limit || limit == Timeout.InfiniteTimeSpan ? timeout
        : limit > elapsed ? limit - elapsed
        : TimeSpan.Zero;
}
