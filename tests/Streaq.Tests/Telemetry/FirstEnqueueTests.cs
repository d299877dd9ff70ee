using System.Diagnostics;
using StackExchange.Redis;

namespace Streaq.Tests.Telemetry;

/// <summary>The first spans of a process say where the store is, although it is not open when they start.</summary>
[Collection(RedisCollection.Name)]
public sealed class FirstEnqueueTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("work");

    public static TheoryData<string, bool> Ways => new()
    {
        { "string", false }, { "string", true }, { "factory", false }, { "factory", true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Enqueue_TheFirst_HasTheServersAddress(string way, bool many)
    {
        await using var host = await QueueHost.StartAsync(
            _ => { },
            redis.Server.ConnectionString,
            options =>
            {
                if (way == "factory")
                {
                    options.UseRedis(_ => ConfigurationOptions.Parse(redis.Server.ConnectionString));
                }
            });
        using var log = new ActivityLog(host.Queue);

        await (many ? host.Client.EnqueueManyAsync(Work, [1, 2]) : (Task)host.Client.EnqueueAsync(Work, 1));

        var span = Assert.Single(log.Stopped, span => span.DisplayName.StartsWith("enqueue", StringComparison.Ordinal));
        Assert.Equal(redis.Server.Port, span.GetTagItem("server.port"));
        Assert.NotNull(span.GetTagItem("server.address"));
    }

    [Fact]
    public async Task Enqueue_ThatReachesNoServer_HasTheAddressThatWasTried()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, "127.0.0.1:1,connectTimeout=200,connectRetry=0");
        using var log = new ActivityLog(host.Queue);

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Work, 1));

        var span = Assert.Single(log.Stopped);
        Assert.Equal(("127.0.0.1", 1), ((string)span.GetTagItem("server.address")!, (int)span.GetTagItem("server.port")!));
    }
}
