namespace Streaq.Storage;

/// <summary>Opens the queue's store on first use; a failed opening is tried again by the next caller.</summary>
internal sealed class StoreAccess(Func<Task<ITaskStore>> open) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<ITaskStore>? _opening;

    /// <summary>The store, once it is open.</summary>
    public ITaskStore? Opened => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opening ? opening.Result : null;

    /// <exception cref="StreaqStoreException">The store can't be reached.</exception>
    public ValueTask<ITaskStore> OpenAsync(CancellationToken cancellationToken = default)
    {
        var opening = Volatile.Read(ref _opening);
        return opening is { IsCompletedSuccessfully: true } ? new(opening.Result) : new(BeginAsync().WaitOrAbandonAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_opening is { } opening)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (opening.IsCompletedSuccessfully)
            {
                await opening.Result.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task<ITaskStore> BeginAsync()
    {
        lock (_gate)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _opening = open();
            }

            return _opening;
        }
    }
}
