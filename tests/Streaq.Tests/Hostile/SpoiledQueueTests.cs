using Streaq.Storage.Redis;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hostile;

/// <summary>A worker and a client on a queue into which another program writes.</summary>
[Collection(RedisCollection.Name)]
public sealed class SpoiledQueueTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<FuzzOrder, string> Order = new("shop.order");

    private QueueHost _host = null!;
    private RawRedis _raw = null!;

    public async Task InitializeAsync()
    {
        _host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0));
                streaq.Map(Double, (int x) => x * 2);
                streaq.Map(Order, (FuzzOrder order) => order.Extra?.GetType().Name ?? "");
            },
            redis.Server.ConnectionString);
        _raw = await RawRedis.OpenAsync(redis.Server, _host.Queue);
    }

    public async Task DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _host.DisposeAsync();
    }

    /// <summary>Without these keys nothing can be handed out. When they are deleted the worker goes on by itself.</summary>
    [Theory]
    [InlineData(nameof(RedisKeys.Ready))]
    [InlineData(nameof(RedisKeys.Workers))]
    public async Task VitalKey_OfAnotherType_StopsTheQueueUntilItIsDeleted(string member)
    {
        var key = member == nameof(RedisKeys.Ready) ? _raw.Keys.Ready("normal") : _raw.Keys.Workers;
        await _raw.Database.ExecuteAsync("DEL", key);
        await _raw.Database.ExecuteAsync("SET", key, "x");
        await ClientLooks.AllAsync(_host.Client);
        await _raw.Database.ExecuteAsync("DEL", key);

        Assert.Equal(42, await (await _host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Wait_NotifiedOfAnEndThatCannotBeRead_Throws()
    {
        var handle = await _host.Client.EnqueueAsync(Double, 21, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var marked = await _raw.FirstWriteAsync(key => key.EndsWith(handle.Id, StringComparison.Ordinal), "hset");
        var wait = handle.ResultAsync(QueueHost.Patience);
        await marked.WaitAsync(QueueHost.Patience);
        var flags = (string)(await _raw.Database.ExecuteAsync("HGET", _raw.Keys.Task(handle.Id), "flags"))!;

        await _raw.Database.ExecuteAsync("PUBLISH", _raw.Keys.EndedPrefix + flags.Split("w=")[1], $"{_raw.Keys.Task(handle.Id)}\n{{broken");

        Assert.Contains("can't be read", (await Assert.ThrowsAsync<StreaqStoreException>(() => wait)).Message);
    }

    [Fact]
    public async Task Schedule_WithAnInvalidSlot_IsReportedOnceAndTheOthersFire()
    {
        await _raw.Database.ExecuteAsync("HSET", _raw.Keys.Schedule("spoiled"), "version", "\u001b", "expression", "@every 1s", "task", "math.double", "body", "1", "priority", "normal");
        await _raw.Database.ExecuteAsync("ZADD", _raw.Keys.Schedules, "0.5", "spoiled");
        await _raw.Database.ExecuteAsync("HSET", _raw.Keys.Schedule("red\u001b[31m"), "version", "1", "expression", "@every 1s", "task", "a\nb", "body", "1", "priority", "normal");
        await _raw.Database.ExecuteAsync("ZADD", _raw.Keys.Schedules, "1", "red\u001b[31m");
        var fired = await _raw.FirstWriteAsync(key => key.EndsWith("schedule:innocent", StringComparison.Ordinal), "hset");

        await _host.Client.ScheduleAsync("innocent", "@every 1s", Double, 21);
        await fired.WaitAsync(QueueHost.Patience);
        await _raw.Database.ExecuteAsync("PUBLISH", _raw.Keys.SchedulesChannel, "");
        var again = await _raw.FirstWriteAsync(key => key.EndsWith("schedules", StringComparison.Ordinal), "zadd");
        await again.WaitAsync(QueueHost.Patience);

        var reports = _host.Log.Lines.Where(line => line.Event.Name == "streaq.cron.unreadable").ToList();
        Assert.Equal(2, reports.Count);
        Assert.DoesNotContain(_host.Log.Lines, line => line.Message.Any(char.IsControl));
    }

    [Fact]
    public async Task Body_ThatNamesAType_CreatesNoInstanceOfIt()
    {
        const string Type = "{\"$type\":\"Streaq.Tests.Hostile.Planted, Streaq.Tests\",\"Name\":\"x\"}";
        await _host.Client.PauseAsync();
        await MarkAsync("a", await _raw.AddEntryAsync("normal", "shop.order a", $"{{\"$type\":\"Streaq.Tests.Hostile.Planted, Streaq.Tests\",\"extra\":{Type},\"more\":{{\"a\":{Type}}}}}"));
        await MarkAsync("b", await _raw.AddEntryAsync("normal", "math.double b", Type));
        await _host.Client.ResumeAsync();

        Assert.Equal("JsonElement", await _host.Client.Handle<string>("a").ResultAsync(QueueHost.Patience));
        await Assert.ThrowsAsync<TaskFailedException>(() => _host.Client.Handle<int>("b").ResultAsync(QueueHost.Patience));
        Assert.Equal(0, Planted.Made);
    }

    [Fact]
    public async Task UnknownTasks_InAnyNumber_ShareOneMetricTag()
    {
        using var metrics = new MetricLog(_host.Queue);
        for (var i = 0; i < 20; i++)
        {
            await _raw.AddEntryAsync("normal", $"made-up-{i} a{i}", "1");
        }

        Assert.Equal(42, await (await _host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));

        var names = metrics.All.Select(measured => measured.Tags.GetValueOrDefault("streaq.task.name")).OfType<string>().Distinct();
        Assert.Equal(["_OTHER", "math.double"], names.Order(StringComparer.Ordinal));
    }

    /// <summary>A client that waits for a task finds it by its marker.</summary>
    private async Task MarkAsync(string id, string entry) => await _raw.Database.ExecuteAsync("SET", _raw.Keys.Task(id), $"ready:normal {entry}");
}
