using Streaq.Benchmarks.Measuring;
using Streaq.TestSupport;

namespace Streaq.Benchmarks.Queues;

/// <summary>The Redis of a run: the given one, or a redis-server that this run starts without persistence.</summary>
internal sealed class BenchmarkRedis : IAsyncDisposable
{
    private readonly RedisServer? _own;

    private BenchmarkRedis(string address, RedisServer? own, RedisAccount account) => (Address, _own, Account) = (address, own, account);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public RedisAccount Account { get; }

    /// <param name="given">A Redis to use; <see langword="null"/> to start one.</param>
    /// <param name="arguments">Arguments of a server that is started.</param>
    public static async Task<BenchmarkRedis> StartAsync(string? given, params string[] arguments)
    {
        var own = given is null ? await RedisServer.StartOwnAsync(arguments) : null;
        var address = given ?? own!.ConnectionString;
        await Surroundings.NoteAsync(address);
        return new BenchmarkRedis(address, own, await RedisAccount.OpenAsync(address));
    }

    /// <summary>A queue's name that no earlier round has used.</summary>
    public static string NewQueue() => $"bench-{Guid.NewGuid():N}"[..14];

    /// <summary>Empties a server of this run between rounds. A given one may have data of others, and results expire.</summary>
    public Task ClearAsync() => _own is null ? Task.CompletedTask : Account.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        await Account.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}
