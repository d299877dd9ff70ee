using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>What a script reaches for has to be in the queue's slot, or a node refuses it.</summary>
public sealed class ClusterConformanceTests(ClusterConformanceTests.Fixture redis) : RedisConformance, IClassFixture<ClusterConformanceTests.Fixture>
{
    protected override string ConnectionString => redis.Cluster.ConnectionString;

    protected override async Task<string> FindAsync(string queue) =>
        (await redis.Cluster.PrimaryOfAsync(new RedisKeys(queue).Workers!)).Address + ClusterDirectory.OneNode;

    public sealed class Fixture : IAsyncLifetime
    {
        public RedisCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync() => Cluster = await RedisCluster.StartAsync();

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
