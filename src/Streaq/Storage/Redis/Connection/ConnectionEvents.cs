using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Forwards the events of a connection until it is disposed: the application's connection outlives the queue.</summary>
internal sealed class ConnectionEvents : IDisposable
{
    private readonly IConnectionMultiplexer _connection;
    private readonly Action _suspected;
    private readonly Action _restored;

    /// <param name="connection">The connection.</param>
    /// <param name="suspected">Called when the connection was lost: another server may have taken over.</param>
    /// <param name="restored">Called when the connection is back, maybe to another server.</param>
    public ConnectionEvents(IConnectionMultiplexer connection, Action suspected, Action restored)
    {
        (_connection, _suspected, _restored) = (connection, suspected, restored);
        connection.ConnectionFailed += OnFailed;
        connection.ConnectionRestored += OnRestored;
        // In a cluster another node may have the queue now.
        connection.ConfigurationChanged += OnMoved;
        connection.HashSlotMoved += OnMoved;
    }

    public void Dispose()
    {
        _connection.ConnectionFailed -= OnFailed;
        _connection.ConnectionRestored -= OnRestored;
        _connection.ConfigurationChanged -= OnMoved;
        _connection.HashSlotMoved -= OnMoved;
    }

    private void OnFailed(object? sender, EventArgs e) => _suspected();

    private void OnRestored(object? sender, EventArgs e)
    {
        _suspected();
        _restored();
    }

    private void OnMoved(object? sender, EventArgs e) => _restored();
}
