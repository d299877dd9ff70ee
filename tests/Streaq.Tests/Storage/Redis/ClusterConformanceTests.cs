using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>All keys that a script uses must be in the queue's slot, or a node refuses it.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterConformanceTests(ClusterConformanceTests.Fixture redis) : RedisConformance, IClassFixture<ClusterConformanceTests.Fixture>
{
    /// <summary>Without these commands the client treats the node as a standalone server, and finds no others.</summary>
    private const string OneNode = ",$CLUSTER=,$INFO=,$HELLO=";

    protected override string ConnectionString => redis.Cluster.ConnectionString;

    protected override async Task<string> FindAsync(string queue) =>
        (await redis.Cluster.PrimaryOfAsync(new RedisKeys(queue).Workers!)).Address + OneNode;

    public sealed class Fixture : IAsyncLifetime
    {
        public RedisCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync() => Cluster = await RedisCluster.StartAsync();

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
