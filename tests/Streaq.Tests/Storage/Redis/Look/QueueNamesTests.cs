using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The set of all queues of a Redis: who writes it, when it is complete, and what is removed.</summary>
public sealed class QueueNamesTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private readonly FakeTime _time = new();
    private RedisServer _server = null!;
    private ConnectionMultiplexer _admin = null!;

    private IDatabase Database => _admin.GetDatabase();

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartOwnAsync();
        _admin = await ConnectionMultiplexer.ConnectAsync($"{_server.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await _admin.CloseAsync(allowCommandsToComplete: false);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Worker_ThatJoins_AddsItsStreams()
    {
        await using var host = await StartAsync("shop", streaq => streaq.AddWorker(worker => worker.Priorities = ["high", "low"]).Map(Double, (int x) => x));
        await (await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Priority = "low" })).WaitAsync(QueueHost.Patience);

        Assert.Equal(["shop high", "shop low"], await MembersAsync());
    }

    [Fact]
    public async Task Enqueues_OfAProcess_AddTheQueueOnceAMinute()
    {
        await using var host = await StartAsync("shop");
        await host.Client.EnqueueAsync(Double, 1);
        await host.Client.EnqueueManyAsync(Double, [1, 2, 3]);
        await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Priority = "urgent", Delay = TimeSpan.FromHours(1) });
        Assert.Equal(2, await AddsAsync());

        _time.Advance(TimeSpan.FromSeconds(61));
        await host.Client.EnqueueAsync(Double, 1);
        await host.Client.EnqueueAsync(Double, 1);

        Assert.Equal(3, await AddsAsync());
        Assert.Equal(["shop normal", "shop urgent"], await MembersAsync());
    }

    [Fact]
    public async Task Names_OfQueues_ScanTheKeysOnlyOnce()
    {
        await Database.StreamAddAsync("streaq:{old}:ready:normal", "math.double 1", "1");
        await using var shop = await StartAsync("shop");
        await shop.Client.EnqueueAsync(Double, 1);

        Assert.Equal(["old", "shop"], await shop.Client.QueueNamesAsync());
        await using var another = await StartAsync("another");
        await another.Client.EnqueueAsync(Double, 1);
        Assert.Equal(["another", "old", "shop"], await another.Client.QueueNamesAsync());

        Assert.Equal(1, await CallsAsync("scan"));
        Assert.Equal(["", "another normal", "old normal", "shop normal"], await MembersAsync());
    }

    [Fact]
    public async Task Queue_WhoseKeysAreGone_IsTakenOffTheList()
    {
        await using var shop = await StartAsync("shop");
        await shop.Client.EnqueueAsync(Double, 1);
        await Database.SetAddAsync(RedisKeys.AllQueues, ["gone", "gone normal", "not a name", "{x}"]);

        Assert.Equal("shop", Assert.Single(await shop.Client.QueuesAsync()).Name);

        Assert.Equal(["", "not a name", "shop normal", "{x}"], await MembersAsync());
        await Database.KeyDeleteAsync("streaq:{shop}:ready:normal");
        Assert.False(await shop.Client.QueueExistsAsync());
        Assert.Empty(await shop.Client.QueueNamesAsync());
    }

    [Fact]
    public async Task Names_ForAUserWithoutScan_AreThoseThatWereAdded()
    {
        await using (var shop = await StartAsync("shop"))
        {
            await shop.Client.EnqueueAsync(Double, 1);
        }

        await Database.ExecuteAsync("ACL", "SETUSER", "web", "on", ">secret", "~streaq:*", "resetchannels", "&streaq:*", "+@all", "-@admin", "-scan");
        await using var host = await StartAsync("web", login: ",user=web,password=secret");

        Assert.Equal(["shop"], await host.Client.QueueNamesAsync());
        await Database.KeyDeleteAsync(RedisKeys.AllQueues);
        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.QueueNamesAsync());
    }

    [Fact]
    public async Task Names_WhereTheListIsOfAnotherType_AreFoundByTheirKeys()
    {
        await Database.StringSetAsync(RedisKeys.AllQueues, "no set");
        await using var shop = await StartAsync("shop");
        await shop.Client.EnqueueAsync(Double, 1);

        Assert.Equal(["shop"], await shop.Client.QueueNamesAsync());
        Assert.Equal(["shop"], await shop.Client.QueueNamesAsync());
    }

    private Task<QueueHost> StartAsync(string queue, Action<StreaqBuilder>? set = null, string login = "") => QueueHost.StartAsync(
        set ?? (static _ => { }), _server.ConnectionString + login, services: services => services.AddSingleton<TimeProvider>(_time), queue: queue);

    private async Task<IEnumerable<string?>> MembersAsync() =>
        (await Database.SetMembersAsync(RedisKeys.AllQueues)).Select(member => (string?)member).Order(StringComparer.Ordinal);

    /// <summary>Counts commands that were sent. Scripts add to sets as well.</summary>
    private Task<long> AddsAsync() => CallsAsync("sadd");

    private async Task<long> CallsAsync(string command)
    {
        var stats = (string)(await Database.ExecuteAsync("INFO", "commandstats"))!;
        var line = stats.Split("\r\n").SingleOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split('=')[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
