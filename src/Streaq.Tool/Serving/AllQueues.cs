using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tool.Serving;

/// <summary>All queues of a Redis, each with a client that connects when it is looked at first.</summary>
/// <param name="redis">The connection string.</param>
/// <param name="first">A client of any queue there, for their names.</param>
internal sealed class AllQueues(string redis, IStreaqClient first) : IStreaqQueues, IAsyncDisposable
{
    /// <summary>How old the list may be while pages are open.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ServiceProvider> _providers = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long? _readAt;

    public IReadOnlyList<StreaqQueue> All { get; private set; } = [];

    /// <summary>Reads the names once more, when they are old.</summary>
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

            // An attempt that fails counts as well: pages tell themselves that Redis is away.
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
