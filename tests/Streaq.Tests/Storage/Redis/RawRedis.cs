using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The test's own connection to Redis, without the store: reads a queue's keys, spoils them, moves their times.</summary>
internal sealed class RawRedis : IAsyncDisposable
{
    /// <summary>Redis's clock can't be moved, so all stored times are moved into the past.</summary>
    private const string Advance = """
        for _, set in ipairs(KEYS) do
          for _, member in ipairs(redis.call('ZRANGE', set, 0, -1)) do
            redis.call('ZINCRBY', set, -ARGV[1], member)
          end
        end
        for _, key in ipairs(redis.call('KEYS', ARGV[2])) do
          local ttl = redis.call('PTTL', key)
          if redis.call('TYPE', key).ok == 'zset' and string.find(key, '}:limit:[pr]') then
            for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
              redis.call('ZINCRBY', key, -ARGV[1], member)
            end
          end
          if ttl >= 0 then
            redis.call('PEXPIRE', key, ttl - ARGV[1])
          end
        end
        """;

    private readonly ConnectionMultiplexer _multiplexer;

    private RawRedis(ConnectionMultiplexer multiplexer, string queue)
    {
        _multiplexer = multiplexer;
        Queue = queue;
        Keys = new RedisKeys(queue);
    }

    public string Queue { get; }

    public RedisKeys Keys { get; }

    public IDatabase Database => _multiplexer.GetDatabase();

    public static Task<RawRedis> OpenAsync(RedisServer server, string queue) => OpenAsync(server.ConnectionString, queue);

    public static async Task<RawRedis> OpenAsync(string connectionString, string queue) =>
        new(await ConnectionMultiplexer.ConnectAsync($"{connectionString},allowAdmin=true"), queue);

    public Task AdvanceAsync(TimeSpan by) =>
        Database.ScriptEvaluateAsync(Advance, [Keys.Scheduled, Keys.Workers, Keys.Dead, Keys.Declared, Keys.Traces], [(long)by.TotalMilliseconds, $"streaq:{{{Queue}}}:*"]);

    public async Task<long> ClockAsync()
    {
        var time = (long[])(await Database.ExecuteAsync("TIME"))!;
        return time[0] * 1000 + time[1] / 1000;
    }

    /// <summary>Completes when Redis's own clock has advanced by a time: Redis waits in vain for a replica that it does not have.</summary>
    public Task LetPassAsync(TimeSpan time) => Database.ExecuteAsync("WAIT", 1, (long)time.TotalMilliseconds);

    /// <summary>Completes when a client has written to a matching key of this queue, by a keyspace notification.</summary>
    /// <param name="matches">Whether the key matches.</param>
    /// <param name="kind">The event, such as <c>hset</c>.</param>
    /// <returns>The task to wait for, when the subscription is active.</returns>
    public async Task<Task> FirstWriteAsync(Func<string, bool> matches, string kind)
    {
        await Database.ExecuteAsync("CONFIG", "SET", "notify-keyspace-events", "EA");
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _multiplexer.GetSubscriber().SubscribeAsync(
            new RedisChannel($"__keyevent@0__:{kind}", RedisChannel.PatternMode.Literal),
            (_, key) =>
            {
                if (((string)key!).StartsWith($"streaq:{{{Queue}}}:", StringComparison.Ordinal) && matches((string)key!))
                {
                    seen.TrySetResult();
                }
            });
        return seen.Task;
    }

    /// <summary>Returns the names of the queue's keys without their common prefix.</summary>
    public async Task<string[]> KeysAsync()
    {
        var root = $"streaq:{{{Queue}}}:";
        return [.. ((string[])(await Database.ExecuteAsync("KEYS", root + "*"))!).Select(key => key[root.Length..]).Order(StringComparer.Ordinal)];
    }

    /// <summary>Adds an entry as a program might that knows nothing of Streaq.</summary>
    public async Task<string> AddEntryAsync(string priority, params object[] namesAndValues) =>
        (string)(await Database.ExecuteAsync("XADD", [Keys.Ready(priority), "*", .. namesAndValues]))!;

    /// <summary>Counts the entries in the streams of the priorities, and those of them that workers hold.</summary>
    public async Task<(long Entries, long Pending)> StreamsAsync(params string[] priorities)
    {
        long entries = 0, pending = 0;
        foreach (var priority in priorities)
        {
            entries += (long)await Database.ExecuteAsync("XLEN", Keys.Ready(priority));
            pending += (long)((RedisResult[])(await Database.ExecuteAsync("XPENDING", Keys.Ready(priority), RedisKeys.Group))!)[0];
        }

        return (entries, pending);
    }

    public async ValueTask DisposeAsync() => await _multiplexer.CloseAsync(allowCommandsToComplete: false);
}
