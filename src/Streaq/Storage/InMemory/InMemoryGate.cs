namespace Streaq.Storage.InMemory;

/// <summary>The lock of an embedded store. Once the store is closed, no caller enters any more.</summary>
internal sealed class InMemoryGate
{
    private readonly Lock _lock = new();
    private bool _isClosed;

    /// <returns>The lock, held until it is disposed.</returns>
    /// <exception cref="StreaqStoreException">The store is closed.</exception>
    public Lock.Scope Enter()
    {
        var scope = _lock.EnterScope();
        if (_isClosed)
        {
            scope.Dispose();
            throw StreaqStoreException.Closed();
        }

        return scope;
    }

    /// <summary>Enters the lock also when the store is closed, to release what the caller holds in it.</summary>
    public Lock.Scope EnterToLeave() => _lock.EnterScope();

    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }
}
