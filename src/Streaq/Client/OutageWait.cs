using Streaq.Storage;

namespace Streaq.Client;

/// <summary>
/// Repeats a write while the store can't be reached, with growing pauses and for a limited time. The write must be idempotent.
/// </summary>
internal sealed class OutageWait(TimeSpan limit, TimeProvider time)
{
    /// <exception cref="StreaqStoreException">The store refused, or could not be reached for longer than the limit.</exception>
    public async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> write, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = Backoff.Brief.First; ; pause = Backoff.Brief.After(pause))
        {
            try
            {
                return await write().ConfigureAwait(false);
            }
            catch (StreaqStoreException e) when (e.IsTransient && time.GetElapsedTime(began) < limit)
            {
                var left = limit - time.GetElapsedTime(began);
                await Task.Delay(pause < left ? pause : left, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
