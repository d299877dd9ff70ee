using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Client;

/// <summary>How long a task's end is kept, by its mapping: not at all, for a time, forever.</summary>
[Collection(RedisCollection.Name)]
public sealed class ResultTtlTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Plain = new("plain");
    private static readonly TaskDefinition<int, int> Kept = new("kept");
    private static readonly TaskDefinition<int, int> Failing = new("failing");

    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_ByDefault_IsKeptForFiveMinutes(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Plain, 1);
        await handle.WaitAsync().WaitAsync(QueueHost.Patience);
        await host.StopAsync();

        await AdvanceAsync(host, onRedis, TimeSpan.FromMinutes(4));
        Assert.Equal(2, await handle.ResultAsync());
        await AdvanceAsync(host, onRedis, TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TaskNotFoundException>(() => handle.ResultAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Result_WithATimeOfNull_IsKeptForEver(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Kept, 1);
        await handle.WaitAsync().WaitAsync(QueueHost.Patience);
        await host.StopAsync();

        await AdvanceAsync(host, onRedis, TimeSpan.FromDays(1000));

        Assert.Equal(2, await handle.ResultAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_WithATimeOfZero_IsOnlyAmongTheDeadLetters(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Failing, 1);
        // A caller that waits in time gets the failure. A later one finds no record.
        await Record.ExceptionAsync(() => handle.WaitAsync().WaitAsync(QueueHost.Patience));
        await host.StopAsync();

        Assert.Equal(TaskState.NotFound, await handle.StateAsync());
        Assert.Equal(handle.Id, Assert.Single(await host.Client.DeadLetters.ListAsync()).TaskId);
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker().Map(Plain, (int x) => x * 2);
            streaq.Map(Kept, (int x) => x * 2).WithResultTtl(null);
            streaq.Map(Failing, int (int _) => throw new FormatException()).WithResultTtl(TimeSpan.Zero);
        },
        onRedis ? redis.Server.ConnectionString : null,
        services: services => services.AddClock(_time));

    private async Task AdvanceAsync(QueueHost host, bool onRedis, TimeSpan by)
    {
        if (!onRedis)
        {
            _time.Advance(by);
            return;
        }

        await using var raw = await RawRedis.OpenAsync(redis.Server, host.Queue);
        await raw.AdvanceAsync(by);
    }
}
