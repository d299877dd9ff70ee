using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Reads the workers of a queue: the details that each wrote when it joined, its lease, and the tasks that it holds.</summary>
internal sealed class RedisWorkers(RedisConnection redis, RedisKeys keys, RedisClock clock)
{
    private static readonly LuaScript ListWorkersScript = LuaScript.Named("list_workers");
    private static readonly LuaScript PageWorkersScript = LuaScript.Named("page_workers");
    private const int MostTasks = 100;

    /// <summary>Returns the details that a worker writes: the number of its priorities, the priorities, and names and values.</summary>
    public static RedisValue[] Details(WorkerRegistration registration) =>
    [
        registration.Priorities.Count,
        .. registration.Priorities.Select(priority => (RedisValue)priority),
        "name",
        registration.Name,
        "host",
        registration.HostName,
        "process",
        registration.ProcessId,
        "concurrency",
        registration.Concurrency,
        "priorities",
        string.Join(' ', registration.Priorities),
    ];

    public async ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken) =>
        (string[])(await redis.ExecuteAsync("ZRANGE", [keys.Priorities, 0, -1], cancellationToken).ConfigureAwait(false))!;

    public ValueTask<IReadOnlyList<WorkerReport>> ListAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken) =>
        ListAsync(priorities, [RedisKeys.Group, MostTasks], cancellationToken);

    public async ValueTask<WorkerReport?> FindAsync(
        string workerId, IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var found = await ListAsync(priorities, [RedisKeys.Group, MostTasks, workerId], cancellationToken).ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    public async ValueTask<WorkerPart> PageAsync(
        IReadOnlyList<string> priorities, int limit, string? after, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            PageWorkersScript,
            [keys.Workers, .. priorities.Select(keys.Ready)],
            [RedisKeys.Group, after ?? "", limit],
            cancellationToken).ConfigureAwait(false))!;
        WorkerReport[] workers = [.. ((RedisResult[])answer[3]!).Select(worker => Read((RedisResult[])worker!, priorities))];
        return new(workers, (int)answer[2] > 0 ? workers[^1].WorkerId : null, (int)answer[0], (int)answer[1]);
    }

    private async ValueTask<IReadOnlyList<WorkerReport>> ListAsync(
        IReadOnlyList<string> priorities, RedisValue[] values, CancellationToken cancellationToken)
    {
        var workers = (RedisResult[])(await redis.EvaluateAsync(
            ListWorkersScript, [keys.Workers, .. priorities.Select(keys.Ready)], values, cancellationToken).ConfigureAwait(false))!;
        return [.. workers.Select(worker => Read((RedisResult[])worker!, priorities))];
    }

    private WorkerReport Read(RedisResult[] worker, IReadOnlyList<string> priorities)
    {
        var fields = (string[])worker[2]!;
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            details[fields[i]] = fields[i + 1];
        }

        var until = Score.Read((string?)worker[1]);
        return new WorkerReport
        {
            WorkerId = (string)worker[0]!,
            Name = details.GetValueOrDefault("name", ""),
            HostName = details.GetValueOrDefault("host", ""),
            ProcessId = Count("process"),
            StartedAt = UnixTime.ToDateTimeOffset(Number(details.GetValueOrDefault("started"))),
            LeaseUntil = UnixTime.ToDateTimeOffset(until),
            IsAlive = until > clock.Now,
            Concurrency = Count("concurrency"),
            Priorities = details.GetValueOrDefault("priorities", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            TaskCount = (int)worker[3],
            Tasks = [.. ((RedisResult[])worker[4]!).Select(task => Held((RedisResult[])task!, priorities))],
        };

        int Count(string name) => (int)Math.Clamp(Number(details.GetValueOrDefault(name)), 0, int.MaxValue);
    }

    private static HeldTask Held(RedisResult[] task, IReadOnlyList<string> priorities)
    {
        var message = RedisLookUp.Message(priorities[(int)task[0] - 1], task[3], task[2]);
        return new(message.Id, message.Name, message.Priority, message.Attempt, UnixTime.ToDateTimeOffset(Number((string?)task[1])));
    }

    /// <summary>Parses a number that Redis holds as text; 0 when it is not a number.</summary>
    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
