using StackExchange.Redis;

namespace Streaq.TestSupport;

/// <summary>A primary, two replicas, and three sentinels that watch them, as real processes.</summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    public const string Service = "main";

    private readonly List<RedisNode> _servers;
    private readonly List<RedisNode> _sentinels;

    private RedisSentinels(List<RedisNode> servers, List<RedisNode> sentinels)
    {
        _servers = servers;
        _sentinels = sentinels;
    }

    public RedisNode Primary => _servers[0];

    public IReadOnlyList<RedisNode> Sentinels => _sentinels;

    /// <summary>The value of <c>StreaqOptions.Redis</c>.</summary>
    public string ConnectionString => $"{string.Join(',', _sentinels.Select(sentinel => sentinel.Address))},serviceName={Service}";

    /// <param name="password">The password of the servers; none by default.</param>
    /// <param name="sentinelPassword">The password of the sentinels; none by default.</param>
    public static async Task<RedisSentinels> StartAsync(string? password = null, string? sentinelPassword = null)
    {
        string[] login = password is null ? [] : ["--requirepass", password, "--masterauth", password];
        string[] known = password is null ? [] : [$"sentinel auth-pass {Service} {password}"];
        string[] own = sentinelPassword is null ? [] : [$"requirepass {sentinelPassword}", $"sentinel sentinel-pass {sentinelPassword}"];
        var primary = await RedisNode.StartAsync(login);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 2).Select(
            _ => RedisNode.StartAsync(["--replicaof", "127.0.0.1", $"{primary.Port}", .. login])));
        // Sentinels learn about replicas from the primary.
        await Task.WhenAll(replicas.Select(replica => replica.PrintedAsync("sync: Finished with success")));
        var sentinels = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisNode.StartSentinelAsync(
        [
            $"sentinel monitor {Service} 127.0.0.1 {primary.Port} 2",
            $"sentinel down-after-milliseconds {Service} 500",
            $"sentinel failover-timeout {Service} 3000",
            .. known,
            .. own,
        ])));
        await Task.WhenAll(sentinels.SelectMany(sentinel => new[] { sentinel.PrintedAsync("+slave slave", 2), sentinel.PrintedAsync("+sentinel sentinel", 2) }));
        return new RedisSentinels([primary, .. replicas], [.. sentinels]);
    }

    /// <summary>Makes the sentinels promote another server while the primary is alive.</summary>
    public async Task FailOverAsync()
    {
        await using var sentinel = await ConnectionMultiplexerLease.OpenAsync(new ConfigurationOptions
        {
            EndPoints = { _sentinels[0].EndPoint },
            CommandMap = CommandMap.Sentinel,
            TieBreaker = "",
        });
        await sentinel.Multiplexer.GetServer(_sentinels[0].EndPoint).SentinelFailoverAsync(Service);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _sentinels.Concat(_servers))
        {
            await node.DisposeAsync();
        }
    }

    private sealed class ConnectionMultiplexerLease(ConnectionMultiplexer multiplexer) : IAsyncDisposable
    {
        public ConnectionMultiplexer Multiplexer => multiplexer;

        public static async Task<ConnectionMultiplexerLease> OpenAsync(ConfigurationOptions options) => new(await ConnectionMultiplexer.ConnectAsync(options));

        public async ValueTask DisposeAsync() => await multiplexer.CloseAsync(allowCommandsToComplete: false);
    }
}
