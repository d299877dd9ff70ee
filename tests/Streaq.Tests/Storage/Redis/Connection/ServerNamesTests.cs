using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

public sealed class ServerNamesTests
{
    [Theory]
    [InlineData("localhost:6379", "localhost:6379")]
    [InlineData("redis-1:6379, redis-2:6380,password=s3cret,ssl=true", "redis-1:6379,redis-2:6380")]
    [InlineData("[::1]:6379,user=ann,password=s3cret", "[::1]:6379")]
    // A comma ends a password for the client. What follows looks like a server, and may be the rest of the password.
    [InlineData("redis,password=s3,cret", "redis")]
    [InlineData("password=s3cret,redis:6379", null)]
    [InlineData("redis://ann:s3cret@redis:6379", "redis:6379")]
    [InlineData("redis://:s3cret/redis", null)]
    [InlineData("", null)]
    public void Names_OfAConnectionString_AreItsServersAlone(string configuration, string? servers) =>
        Assert.Equal(servers, ServerNames.In(configuration));
}
