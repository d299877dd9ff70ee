using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Counts the tasks by state, and chooses the worker that reports the counts to telemetry.</summary>
internal sealed class RedisCounts(RedisConnection redis, RedisKeys keys, StoreOptions options)
{
    private static readonly LuaScript CountScript = LuaScript.Named("count");
    private static readonly LuaScript TryReportScript = LuaScript.Named("try_report");

    public async ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            CountScript,
            [keys.Scheduled, keys.Dead, keys.Limited, keys.Waiting, keys.Paused, .. priorities.Select(keys.Ready)],
            [RedisKeys.Group, (long)options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var counts = (long[])answer[0]!;
        var ready = new Dictionary<string, long>(StringComparer.Ordinal);
        var running = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < priorities.Count; i++)
        {
            ready[priorities[i]] = counts[4 + 2 * i];
            running[priorities[i]] = counts[5 + 2 * i];
        }

        return new QueueCounts(ready, counts[0], counts[3], running, counts[1])
        {
            OldestReadyAge = counts[2],
            Paused = PauseWatch.Parse(answer[1]),
        };
    }

    public async ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken) =>
        (bool)await redis.EvaluateAsync(
            TryReportScript, [keys.Reporter], [reporter, (long)term.TotalMilliseconds], cancellationToken).ConfigureAwait(false);
}
