using StackExchange.Redis;

namespace Streaq.TestSupport;

/// <summary>Counts in Redis, across processes, how many handlers run at a time and when they start. It knows nothing of limits.</summary>
public sealed class LimitObserver(IDatabase database, string name)
{
    private const string Enter = """
        local now = redis.call('INCR', KEYS[1])
        if now > tonumber(redis.call('GET', KEYS[2]) or '0') then
          redis.call('SET', KEYS[2], now)
        end
        local time = redis.call('TIME')
        redis.call('RPUSH', KEYS[3], time[1] * 1000000 + time[2])
        """;

    private readonly RedisKey _running = $"observed:{{{name}}}:running";
    private readonly RedisKey _most = $"observed:{{{name}}}:most";
    private readonly RedisKey _starts = $"observed:{{{name}}}:starts";

    public Task EnterAsync() => database.ScriptEvaluateAsync(Enter, [_running, _most, _starts]);

    public Task LeaveAsync() => database.StringDecrementAsync(_running);

    /// <summary>Returns the most handlers that ran at a time.</summary>
    public async Task<int> MostAtATimeAsync() => (int)await database.StringGetAsync(_most);

    /// <summary>Returns how many handlers started.</summary>
    public Task<long> StartsAsync() => database.ListLengthAsync(_starts);

    /// <summary>Returns when they started by Redis's clock, the earliest first.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> StartTimesAsync() =>
        [.. (await database.ListRangeAsync(_starts)).Select(start => DateTimeOffset.UnixEpoch.AddMicroseconds((long)start)).Order()];

    /// <summary>Returns the most handlers that started within any period of that length.</summary>
    public async Task<int> MostStartsAsync(TimeSpan within)
    {
        var starts = await StartTimesAsync();
        var (most, first) = (0, 0);
        for (var last = 0; last < starts.Count; last++)
        {
            while (starts[last] - starts[first] >= within)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
