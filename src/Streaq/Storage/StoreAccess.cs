namespace Streaq.Storage;

/// <summary>Opens the queue's store on first use. When that fails, the next caller tries again.</summary>
internal sealed class StoreAccess(Func<Task<ITaskStore>> open) : IAsyncDisposable
{
    /// <summary>How long disposal waits for a store that is being opened: user code may create the connection, and may hang.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<ITaskStore>? _opening;
    private bool _isClosed;

    /// <summary>The store, once it is open.</summary>
    public ITaskStore? Opened => Volatile.Read(ref _opening) is { IsCompletedSuccessfully: true } opening ? opening.Result : null;

    /// <summary>Returns the store, opened if necessary. Each call to the store comes here first, and a cancelled one ends here.</summary>
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

    /// <summary>Closes a store once it is open, also when disposal has stopped waiting for it.</summary>
    private static async Task CloseAsync(Task<ITaskStore> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Opens the store without the execution context of the first caller: its connections and loops serve all callers.
    /// </summary>
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
