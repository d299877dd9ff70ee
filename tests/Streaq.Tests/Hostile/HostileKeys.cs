using StackExchange.Redis;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Hostile;

/// <summary>Every key and channel of a queue, by the member of <see cref="RedisKeys"/> that names it, with its type.</summary>
internal static class HostileKeys
{
    public const string Stream = "stream", String = "string", Hash = "hash", Set = "set", List = "list", Sorted = "zset", Channel = "channel", TaskKey = "task";

    public const string TraceId = "0123456789abcdef0123456789abcdef";

    /// <summary>Keys that the queue needs to hand out tasks: with a value of another type it stops until that is deleted.</summary>
    public static readonly string[] Vital = [nameof(RedisKeys.Ready), nameof(RedisKeys.Workers), nameof(RedisKeys.Paused)];

    /// <summary>Prefixes, and members that are parts of others.</summary>
    public static readonly string[] Parts =
    [
        nameof(RedisKeys.TaskPrefix), nameof(RedisKeys.ReadyPrefix), nameof(RedisKeys.DeadPrefix), nameof(RedisKeys.DeduplicationPrefix), nameof(RedisKeys.AttemptsPrefix),
        nameof(RedisKeys.BatchPrefix), nameof(RedisKeys.SchedulePrefix), nameof(RedisKeys.PermitsPrefix), nameof(RedisKeys.WaitingPrefix), nameof(RedisKeys.UniquePrefix), nameof(RedisKeys.BatchOf),
    ];

    public static readonly Dictionary<string, (string Type, Func<RedisKeys, HostileValues, RedisKey> Key)> All = new()
    {
        [nameof(RedisKeys.Ready)] = (Stream, (keys, _) => keys.Ready("normal")),
        [nameof(RedisKeys.Task)] = (TaskKey, (keys, values) => keys.Task(values.Id())),
        [nameof(RedisKeys.Batch)] = (String, (keys, _) => keys.Batch("0123456789abcdef0123456789abcdef:0")),
        [nameof(RedisKeys.Scheduled)] = (Sorted, (keys, _) => keys.Scheduled),
        [nameof(RedisKeys.Waiting)] = (Sorted, (keys, _) => keys.Waiting),
        [nameof(RedisKeys.FollowUps)] = (List, (keys, _) => keys.FollowUps),
        [nameof(RedisKeys.Dead)] = (Sorted, (keys, _) => keys.Dead),
        [nameof(RedisKeys.DeadLetter)] = (Hash, (keys, values) => keys.DeadLetter(values.Id())),
        [nameof(RedisKeys.DeadSummaries)] = (Hash, (keys, _) => keys.DeadSummaries),
        [nameof(RedisKeys.Never)] = (String, (keys, _) => keys.Never),
        [nameof(RedisKeys.Replicated)] = (String, (keys, _) => keys.Replicated),
        [nameof(RedisKeys.Reporter)] = (String, (keys, _) => keys.Reporter),
        [nameof(RedisKeys.Priorities)] = (Sorted, (keys, _) => keys.Priorities),
        [nameof(RedisKeys.Paused)] = (Set, (keys, _) => keys.Paused),
        [nameof(RedisKeys.Aborts)] = (Hash, (keys, _) => keys.Aborts),
        [nameof(RedisKeys.Schedules)] = (Sorted, (keys, _) => keys.Schedules),
        [nameof(RedisKeys.Declared)] = (Sorted, (keys, _) => keys.Declared),
        [nameof(RedisKeys.Schedule)] = (Hash, (keys, values) => keys.Schedule(values.Id())),
        [nameof(RedisKeys.Looked)] = (String, (keys, _) => keys.Looked),
        [nameof(RedisKeys.Workers)] = (Sorted, (keys, _) => keys.Workers),
        [nameof(RedisKeys.Worker)] = (Hash, (keys, values) => keys.Worker(values.Id())),
        [nameof(RedisKeys.Attempts)] = (Hash, (keys, values) => keys.Attempts(values.Id())),
        [nameof(RedisKeys.Limited)] = (Sorted, (keys, _) => keys.Limited),
        [nameof(RedisKeys.Refills)] = (Sorted, (keys, _) => keys.Refills),
        [nameof(RedisKeys.Permits)] = (Sorted, (keys, values) => keys.Permits(values.Of("c:fuzz.limited", "c:x", ""))),
        [nameof(RedisKeys.LimitWaiting)] = (Sorted, (keys, values) => keys.LimitWaiting(values.Of("c:fuzz.limited", "c:x", ""))),
        [nameof(RedisKeys.Unique)] = (String, (keys, values) => keys.Unique(values.Of("fuzz.limited", "q", ""))),
        [nameof(RedisKeys.Deduplication)] = (String, (keys, values) => keys.Deduplication(values.Of("key", "x"))),
        [nameof(RedisKeys.Dependents)] = (List, (keys, values) => keys.Dependents(values.Id())),
        [nameof(RedisKeys.Waits)] = (Set, (keys, values) => keys.Waits(values.Id())),
        [nameof(RedisKeys.Needs)] = (List, (keys, values) => keys.Needs(values.Id())),
        [nameof(RedisKeys.Kept)] = (Hash, (keys, values) => keys.Kept(values.Id())),
        [nameof(RedisKeys.Progress)] = (String, (keys, values) => keys.Progress(values.Id())),
        [nameof(RedisKeys.ProgressChannel)] = (Channel, (keys, values) => keys.ProgressChannel(values.Id())),
        [nameof(RedisKeys.Statistics)] = (Sorted, (keys, _) => keys.Statistics),
        [nameof(RedisKeys.StatisticsPrefix)] = (String, (keys, _) => keys.StatisticsPrefix.Append($"1:{DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60}")),
        [nameof(RedisKeys.Recent)] = (List, (keys, _) => keys.Recent),
        [nameof(RedisKeys.Traces)] = (Sorted, (keys, _) => keys.Traces),
        [nameof(RedisKeys.TraceSizes)] = (Hash, (keys, _) => keys.TraceSizes),
        [nameof(RedisKeys.TracePrefix)] = (Hash, (keys, _) => keys.TracePrefix.Append(TraceId)),
        [nameof(RedisKeys.AllQueues)] = (Set, (_, _) => RedisKeys.AllQueues),
        [nameof(RedisKeys.PauseChannel)] = (Channel, (keys, _) => keys.PauseChannel),
        [nameof(RedisKeys.AbortChannel)] = (Channel, (keys, _) => keys.AbortChannel),
        [nameof(RedisKeys.DueChannel)] = (Channel, (keys, _) => keys.DueChannel),
        [nameof(RedisKeys.SchedulesChannel)] = (Channel, (keys, _) => keys.SchedulesChannel),
        [nameof(RedisKeys.EndedPrefix)] = (Channel, (keys, _) => keys.EndedPrefix),
    };

    public static readonly string[] Types = [String, Hash, Set, List, Sorted, Stream];
}
