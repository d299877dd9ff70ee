namespace Streaq.Storage;

/// <summary>Opens the queue's store on first use; a failed opening is tried again by the next caller.</summary>
internal sealed class StoreAccess(Func<Task<ITaskStore>> open) : IAsyncDisposable
{
    /// <summary>How long the end of the queue waits for a store that is being opened; user code may be asked for a connection.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<ITaskStore>? _opening;
    private bool _isClosed;

    /// <summary>The store, once it is open.</summary>
    public ITaskStore? Opened => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opening ? opening.Result : null;

    /// <summary>The way of every call to the store, so what is cancelled already does nothing there.</summary>
    /// <exception cref="StreaqStoreException">The store can't be reached, or is closed.</exception>
    public ValueTask<ITaskStore> OpenAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ITaskStore>(cancellationToken);
        }

        var opening = Volatile.Read(ref _opening);
        return opening is { IsCompletedSuccessfully: true } ? new(opening.Result) : new(BeginAsync().WaitOrAbandonAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Task<ITaskStore>? opening;
        lock (_gate)
        {
            (opening, _opening, _isClosed) = (_opening, null, true);
        }

        if (opening is not null)
        {
            await CloseAsync(opening).WaitAsync(LongestEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What opens later than that is closed then.</summary>
    private static async Task CloseAsync(Task<ITaskStore> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What it opens belongs to all who use it: connections and their loops are not inside the request that came first.</summary>
    private Task<ITaskStore> Detached()
    {
        Task<ITaskStore> opening;
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            opening = open();
        }

        return opening;
    }

    private Task<ITaskStore> BeginAsync()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return Task.FromException<ITaskStore>(StreaqStoreException.Closed());
            }

            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _opening = Detached();
            }

            return _opening;
        }
    }
}
