using System.Diagnostics;
using StackExchange.Redis;

namespace Streaq.Tests.Telemetry;

/// <summary>The first spans of a process have the store's address, although it is not open when they start.</summary>
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

    /// <summary>The first call of a process opens the store, whichever call it is.</summary>
    [Theory]
    [InlineData("enqueue work")]
    [InlineData("add_schedule work")]
    [InlineData("abort {queue}")]
    [InlineData("wait {queue}")]
    public async Task Call_TheFirst_HasTheServersAddress(string name)
    {
        await using var host = await QueueHost.StartAsync(
            _ => { },
            options: options =>
            {
                options.UseRedis(_ => ConfigurationOptions.Parse(redis.Server.ConnectionString));
                options.TraceWait = true;
            });
        using var log = new ActivityLog(host.Queue);

        await (name.Split(' ')[0] switch
        {
            "enqueue" => host.Client.Pipeline(new TaskDefinition<int, int>("work"), 1).Then(Work).EnqueueAsync(),
            "add_schedule" => host.Client.ScheduleAsync("first", "0 0 1 1 *", Work, 1),
            "abort" => host.Client.AbortAsync("unknown"),
            _ => Assert.ThrowsAsync<TaskNotFoundException>(() => host.Client.Handle<int>("unknown").ResultAsync(QueueHost.Patience)),
        });

        Assert.NotEmpty(log.Stopped);
        Assert.All(log.Stopped, span => Assert.Equal(
            (name.Replace("{queue}", host.Queue, StringComparison.Ordinal), redis.Server.Port), (span.DisplayName, span.GetTagItem("server.port"))));
    }

    [Fact]
    public async Task Abort_ThatReachesNoServer_IsReportedBySpanAndLog()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, "127.0.0.1:1,connectTimeout=200,connectRetry=0");
        using var log = new ActivityLog(host.Queue);

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.AbortAsync("a"));

        Assert.Equal("Streaq.StreaqStoreException", Assert.Single(log.Named($"abort {host.Queue}")).GetTagItem("error.type"));
        Assert.Single(host.Log.Lines, line => line.Event.Name == "messaging.settle.exception");
    }
}
