using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Workers;

/// <summary>Two worker processes that declare the same schedule, whose next slot the test moves through a day.</summary>
[Trait("Category", "Slow")]
public sealed class FakeDayTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Cron_OnTwoWorkersOverADay_FiresEachSlotOnce()
    {
        await using var client = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString);
        await using var raw = await RawRedis.OpenAsync(redis.Server, client.Queue);
        var declared = await raw.FirstWriteAsync(key => key.EndsWith(":schedules", StringComparison.Ordinal), "zadd");
        await using var one = Start(client.Queue);
        await using var two = Start(client.Queue);
        await one.WaitForAsync(line => line.Event == "started");
        await two.WaitForAsync(line => line.Event == "started");
        await declared.WaitAsync(QueueHost.Patience);
        var yesterday = DateTimeOffset.FromUnixTimeMilliseconds(await raw.ClockAsync()).UtcDateTime.Date.AddDays(-1);
        var slots = Enumerable.Range(0, 288).Select(number => yesterday + number * Step).ToList();

        foreach (var slot in slots)
        {
            await raw.Database.SortedSetAddAsync(raw.Keys.Schedules, "new.year", new DateTimeOffset(slot).ToUnixTimeMilliseconds());
            await raw.Database.PublishAsync(new(raw.Keys.SchedulesChannel, StackExchange.Redis.RedisChannel.PatternMode.Literal), "new.year");
            await await Task.WhenAny(SaidAsync(one, slot), SaidAsync(two, slot));
        }

        var fired = one.Said.Concat(two.Said).Where(line => line.Event == "slot").Select(line => line.Id!);
        Assert.Equal(slots.Select(slot => $"{slot:u}"), fired.Order(StringComparer.Ordinal));
        Assert.Empty(await client.Client.DeadLetters.ListAsync());
    }

    private static Task<WorkerLine> SaidAsync(WorkerProcess worker, DateTime slot) => worker.WaitForAsync(line => line.Event == "slot" && line.Id == $"{slot:u}");

    private WorkerProcess Start(string queue) => WorkerProcess.Start(redis.Server.ConnectionString, queue, Sample.Lease, cron: true);
}
