using Streaq.Tests.Security;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Keys left in Redis when all tasks have ended: they expire, or their number does not grow with the tasks.</summary>
public sealed class BoundTests
{
    /// <summary>One key each, or one for each priority or schedule that the application has.</summary>
    private static readonly string[] Fixed = ["ready:high", "ready:normal", "ready:low", "priorities", "schedules", "declared", "schedule:acl.yearly"];

    [Fact]
    public async Task Keys_AfterTasksOfAllKindsHaveEnded_EndByThemselvesOrAreFixed()
    {
        await using var server = await RedisServer.StartOwnAsync();
        var queue = await AclFlow.RunAsync(server.ConnectionString, server.ConnectionString, server.ConnectionString, () => Task.CompletedTask);
        await using var raw = await RawRedis.OpenAsync(server, queue);

        var kept = new List<string>();
        foreach (var key in await raw.KeysAsync())
        {
            if (await raw.Database.KeyTimeToLiveAsync($"streaq:{{{queue}}}:{key}") is null)
            {
                kept.Add(key);
            }
        }

        Assert.Equal(Fixed.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
        Assert.Equal((0, 0), await raw.StreamsAsync("high", "normal", "low"));
        Assert.Equal((3, 1, 1), (await CountAsync(raw.Keys.Priorities), await CountAsync(raw.Keys.Schedules), await CountAsync(raw.Keys.Declared)));
        // The longest time that any other key lives: statistics of hours.
        await raw.AdvanceAsync(TimeSpan.FromDays(4));
        Assert.Equal(Fixed.Order(StringComparer.Ordinal), await raw.KeysAsync());

        async Task<long> CountAsync(StackExchange.Redis.RedisKey key) => await raw.Database.SortedSetLengthAsync(key);
    }
}
