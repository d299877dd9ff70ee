namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A sampler that throws affects nothing else: no task is lost, no slot of a worker, and the log is not flooded.</summary>
[Collection(RedisCollection.Name)]
public sealed class ListenerContractTests(RedisFixture redis)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_UnderASamplerThatThrows_RunsAllTasksAndSaysItOnce(bool onRedis)
    {
        var queue = $"listener-{Guid.NewGuid():N}";
        using var tap = new TelemetryTap(queue);

        var results = await new ListenerScenario(tap, queue, onRedis ? redis.Server.ConnectionString : null).RunAsync();

        Assert.Equal([2, 4, 6], results);
        var told = Assert.Single(tap.Logs.All, log => log.Event.Name == "streaq.telemetry.listener_threw");
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Error, told.Level);
    }
}
