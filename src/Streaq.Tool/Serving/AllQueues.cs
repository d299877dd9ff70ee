using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tool.Serving;

/// <summary>All queues of a Redis, each with a client that connects on first use.</summary>
/// <param name="redis">The connection string.</param>
/// <param name="first">A client of any queue there. It reads the names of all queues.</param>
internal sealed class AllQueues(string redis, IStreaqClient first) : IStreaqQueues, IAsyncDisposable
{
    /// <summary>The time after which the list is read again while pages are open.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ServiceProvider> _providers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _readAt;

    public IReadOnlyList<StreaqQueue> All { get; private set; } = [];

    /// <summary>Reads the names again when the list is too old.</summary>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is { } at && TimeProvider.System.GetElapsedTime(at) < Fresh)
            {
                return;
            }

            // A failed read counts as well, since the pages themselves show that Redis is down.
            _readAt = TimeProvider.System.GetTimestamp();
            var names = await first.QueueNamesAsync(cancellationToken);
            if (!names.SequenceEqual(All.Select(queue => queue.Name), StringComparer.Ordinal))
            {
                All = [.. names.Select(name => new StreaqQueue(Key: null, name, ClientOf(name)))];
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers.Values)
        {
            await provider.DisposeAsync();
        }

        _turn.Dispose();
    }

    private IStreaqClient ClientOf(string queue) => _providers.GetOrAdd(queue, Create).GetRequiredService<IStreaqClient>();

    private ServiceProvider Create(string queue)
    {
        var services = new ServiceCollection();
        services.AddStreaq(options => (options.Redis, options.Queue) = (redis, queue));
        return services.BuildServiceProvider();
    }
}
