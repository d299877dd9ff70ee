namespace Streaq.Tests.Storage.Redis;

[Collection(RedisCollection.Name)]
public sealed class RedisConformanceTests(RedisFixture redis) : RedisConformance
{
    protected override string ConnectionString => redis.Server.ConnectionString;

    protected override Task<string> FindAsync(string queue) => Task.FromResult(ConnectionString);
}
