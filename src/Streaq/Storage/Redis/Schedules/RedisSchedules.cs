using System.Globalization;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The schedules of a queue: their next slots in a sorted set, and a hash each.</summary>
internal sealed class RedisSchedules(RedisConnection redis, RedisKeys keys, RedisQueueNames names, TimeProvider time) : IScheduleStore
{
    private static readonly LuaScript FireScheduleScript = LuaScript.Named("fire_schedule");
    private static readonly LuaScript ListSchedulesScript = LuaScript.Named("list_schedules");
    private static readonly LuaScript PageSchedulesScript = LuaScript.Named("page_schedules");
    private static readonly LuaScript PruneSchedulesScript = LuaScript.Named("prune_schedules");
    private static readonly LuaScript PutScheduleScript = LuaScript.Named("put_schedule");
    private static readonly LuaScript ReadSchedulesScript = LuaScript.Named("read_schedules");
    private static readonly LuaScript RemoveScheduleScript = LuaScript.Named("remove_schedule");
    private readonly Wakeup _changed = new(time);
    private bool _subscribed;

    public async ValueTask<long> ReadClockAsync(CancellationToken cancellationToken)
    {
        var now = (RedisResult[])(await redis.ExecuteAsync("TIME", [], cancellationToken).ConfigureAwait(false))!;
        return (long)now[0] * 1000 + (long)now[1] / 1000;
    }

    public async ValueTask<bool> PutAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken) =>
        await PutAsync("dynamic", schedule, nextAt, unless: default, cancellationToken).ConfigureAwait(false);

    public async ValueTask DeclareAsync(ScheduleDefinition schedule, long nextAt, CancellationToken cancellationToken) =>
        await PutAsync("declare", schedule, nextAt, unless: default, cancellationToken).ConfigureAwait(false);

    public async ValueTask RedeclareAsync(ScheduleDefinition schedule, long nextAt, TimeSpan unless, CancellationToken cancellationToken) =>
        await PutAsync("redeclare", schedule, nextAt, unless, cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> PruneAsync(TimeSpan undeclaredFor, CancellationToken cancellationToken) =>
        (int)await redis.EvaluateAsync(
            PruneSchedulesScript,
            [keys.Schedules, keys.Declared, keys.SchedulePrefix],
            [(long)undeclaredFor.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        (bool)await redis.EvaluateAsync(
            RemoveScheduleScript, [keys.Schedules, keys.Declared, keys.Schedule(id)], [id], cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ScheduleEntry>> ListAsync(CancellationToken cancellationToken) =>
        await ListAsync([], cancellationToken).ConfigureAwait(false);

    public async ValueTask<SchedulePart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (id, slot) = TaskListQuery.Place(continuation);
        if (id.Length > 0)
        {
            _ = TaskListQuery.Number(slot);
        }

        var answer = (RedisResult[])(await redis.EvaluateAsync(
            PageSchedulesScript,
            [keys.Schedules, keys.Declared, keys.SchedulePrefix],
            [id, slot, limit],
            cancellationToken).ConfigureAwait(false))!;
        var part = Array.ConvertAll((RedisResult[])answer[2]!, RedisSchedule.Read);
        return new(
            part,
            (int)answer[1] > 0 ? string.Create(CultureInfo.InvariantCulture, $"{part[^1].Definition.Id}:{part[^1].NextAt}") : null,
            (int)answer[0]);
    }

    public async ValueTask<ScheduleEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAsync([id], cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async ValueTask<ScheduleReading> ReadAsync(
        IReadOnlyCollection<string> declared, IReadOnlyCollection<string> without, int limit, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            ReadSchedulesScript,
            [keys.Schedules, keys.Declared, keys.SchedulePrefix],
            [limit, declared.Count, .. declared.Select(id => (RedisValue)id), .. without.Select(id => (RedisValue)id)],
            cancellationToken).ConfigureAwait(false))!;
        return new ScheduleReading((long)answer[0], Array.ConvertAll(answer[1..], RedisSchedule.Read));
    }

    public async ValueTask<bool> FireAsync(ScheduleFiring firing, CancellationToken cancellationToken)
    {
        var schedule = firing.Entry.Definition;
        var values = new List<RedisValue>
        {
            schedule.Id,
            firing.Entry.NextAt,
            firing.Entry.Version,
            firing.NextAt is { } next ? next : "",
            firing.Slot,
            firing.Message?.Priority ?? "",
        };
        if (firing.Message is { } message)
        {
            RedisMessage.WriteEntry(message, values);
        }

        return (bool)await redis.EvaluateAsync(
            FireScheduleScript,
            [keys.Schedules, keys.Declared, keys.Schedule(schedule.Id), keys.Ready(schedule.Priority), keys.Task(firing.Message?.Id ?? "")],
            [.. values],
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!_subscribed)
        {
            await redis.SubscribeAsync(keys.SchedulesChannel, _ => _changed.Raise()).ConfigureAwait(false);
            redis.Restored += _changed.Raise;
            _subscribed = true;
            // Something may have been put between the reading before this wait and the subscription.
            return;
        }

        await _changed.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ScheduleEntry[]> ListAsync(RedisValue[] ids, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            ListSchedulesScript, [keys.Schedules, keys.Declared, keys.SchedulePrefix], ids, cancellationToken).ConfigureAwait(false))!;
        return Array.ConvertAll(answer, RedisSchedule.Read);
    }

    private async Task<bool> PutAsync(
        string how, ScheduleDefinition schedule, long nextAt, TimeSpan unless, CancellationToken cancellationToken)
    {
        names.Use();
        var values = new List<RedisValue>
        {
            schedule.Id,
            nextAt,
            how,
            ((long)unless.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            schedule.Fingerprint(),
            schedule.Expression,
            schedule.TimeZone ?? "",
        };
        RedisSchedule.Write(schedule, values);
        return (bool)await redis.EvaluateAsync(
            PutScheduleScript,
            [keys.Schedules, keys.Declared, keys.Schedule(schedule.Id), keys.SchedulesChannel],
            [.. values],
            cancellationToken).ConfigureAwait(false);
    }
}
