using StackExchange.Redis;

namespace Streaq.Tests.Hosting.Options;

/// <summary>The first log line of a worker names the source of its tasks, without secrets.</summary>
[Collection(RedisCollection.Name)]
public sealed class StartLineTests(RedisFixture redis)
{
    public static TheoryData<Action<StreaqOptions>, string> Stores => new()
    {
        { options => options.UseEmbeddedStore(), "the embedded store" },
        { options => options.Redis = "localhost:6379", "localhost:6379, database 0" },
        { options => options.Redis = "redis-1:6379,redis-2:6380,password=secret,defaultDatabase=3,abortConnect=false", "redis-1:6379,redis-2:6380, database 3" },
        { options => options.Redis = "sentinel:26379,serviceName=main,password=secret", "sentinel:26379, service 'main', database 0" },
        { options => options.UseRedis(new ConfigurationOptions { EndPoints = { { "10.0.0.1", 6379 } }, Password = "secret" }), "10.0.0.1:6379, database 0" },
        { options => options.UseRedis(_ => new ConfigurationOptions { Password = "secret" }), "the Redis of UseRedis" },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public void Source_OfEveryKind_NamesItsPlace(Action<StreaqOptions> set, string place)
    {
        var options = new StreaqOptions();
        set(options);

        Assert.Equal(place, options.Source?.Place ?? "the embedded store");
    }

    [Fact]
    public async Task Worker_OnStart_NamesQueueAndServer()
    {
        await using var host = await QueueHost.StartAsync(streaq => streaq.AddWorker(worker => worker.Name = "mailer"), redis.Server.ConnectionString);
        await host.Log.SeenAsync("streaq.worker.started");

        var started = Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.worker.started");

        Assert.StartsWith($"Worker mailer serves queue {host.Queue} on {redis.Server.ConnectionString.Split(',')[0]}, database 0; tasks: 0", started.Message);
    }
}
