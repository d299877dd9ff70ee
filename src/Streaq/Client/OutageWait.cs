namespace Streaq.Client;

/// <summary>Repeats a write while the store is away, at a slowing pace and for a limited time. The write must be one that may be repeated.</summary>
internal sealed class OutageWait(TimeSpan limit, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <exception cref="StreaqStoreException">The store refused, or was away for longer than the limit.</exception>
    public async ValueTask<T> RepeatAsync<T>(Func<ValueTask<T>> write, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var pause = First; ; pause = pause * 2 < Longest ? pause * 2 : Longest)
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
