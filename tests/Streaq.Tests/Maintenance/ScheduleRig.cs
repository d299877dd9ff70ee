using System.Text;
using Microsoft.Extensions.Logging;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Storage.Redis;
using Streaq.Telemetry;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Maintenance;

/// <summary>Workers that fire the schedules of one queue, each with its own duty, on either store and a fake clock.</summary>
internal sealed class ScheduleRig(RedisFixture redis) : IAsyncDisposable
{
    public static readonly ScheduleDefinition Hourly = Define("hourly", "0 * * * *");

    private readonly List<ITaskStore> _stores = [];
    private InMemoryTaskStore? _inMemory;

    public string Queue { get; } = $"test-{Guid.NewGuid():N}";

    public FakeTime Time { get; } = new();

    public LogRecorder Log { get; } = new();

    public static DateTime Start { get; } = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static ScheduleDefinition Define(string id, string expression) =>
        new() { Id = id, Expression = expression, TaskName = id, Body = Encoding.UTF8.GetBytes("1"), Priority = Sample.Normal };

    public static long Milliseconds(TimeSpan sinceStart) => new DateTimeOffset(Start + sinceStart).ToUnixTimeMilliseconds();

    public static IEnumerable<DateTime> Slots(int count, TimeSpan every) => Enumerable.Range(1, count).Select(i => Start + i * every);

    public FireSchedules Duty(params ScheduleDefinition[] declared) =>
        new(declared, new CronTelemetry(new QueueTelemetry { Queue = Queue }), Time, Log.CreateLogger("Streaq"));

    public async Task<Worker> WorkerAsync(bool onRedis, params ScheduleDefinition[] declared) => new(await OpenAsync(onRedis), Duty(declared));

    public async Task<ITaskStore> OpenAsync(bool onRedis)
    {
        if (!onRedis)
        {
            return _inMemory ??= new InMemoryTaskStore(new StoreOptions(Queue), Time);
        }

        var store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new StoreOptions(Queue), Time);
        _stores.Add(store);
        return new ClockedStore(store, Time).Store;
    }

    /// <summary>Moves the times that Redis has stored, since its clock can't be moved.</summary>
    public async Task AgeDeclarationsAsync(TimeSpan by)
    {
        await using var raw = await RawRedis.OpenAsync(redis.Server, Queue);
        foreach (var declared in await raw.Database.SortedSetRangeByRankAsync(raw.Keys.Declared))
        {
            await raw.Database.SortedSetDecrementAsync(raw.Keys.Declared, declared, by.TotalMilliseconds);
        }
    }

    /// <summary>Returns the slots of the tasks in the queue, by their schedule.</summary>
    public static async Task<Dictionary<string, List<DateTime>>> FiredAsync(ITaskStore store)
    {
        var lease = await store.JoinAsync(new("reader", Sample.Priorities, TimeSpan.FromDays(1)), default);
        await using var end = lease;
        var all = new List<Delivery>();
        for (var before = -1; before < all.Count;)
        {
            before = all.Count;
            var some = new List<Delivery>();
            await lease.FetchAsync(1000, TimeSpan.Zero, some, default);
            all.AddRange(some);
        }

        await lease.LeaveAsync(default);
        return all.GroupBy(delivery => delivery.Message.Name).ToDictionary(
            group => group.Key,
            group => group.Select(delivery => DateTimeOffset.FromUnixTimeMilliseconds(delivery.Message.Cron!.Slot).UtcDateTime).Order().ToList());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }

    public sealed record Worker(ITaskStore Store, FireSchedules Duty)
    {
        public Task RoundAsync() => Duty.RunOnceAsync(Store, default);

        public Task WaitAsync() => Duty.WaitAsync(Store, default);
    }
}
