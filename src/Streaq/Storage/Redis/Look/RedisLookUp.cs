using System.Globalization;
using System.Text;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Looks up the state of one task by its id.</summary>
internal sealed class RedisLookUp(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript LookUpScript = LuaScript.Named("look_up");

    public async ValueTask<TaskSnapshot> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        var batch = keys.BatchOf(taskId);
        var answer = await redis.EvaluateAsync(
            LookUpScript,
            [keys.Task(taskId), batch.Key, keys.ReadyPrefix, keys.AttemptsPrefix],
            [RedisKeys.Group, batch.Place, taskId, TaskSnapshot.MostDependents],
            cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return new TaskSnapshot(TaskState.NotFound);
        }

        var parts = (RedisResult[])answer!;
        return (string?)parts[0] is "ended"
            ? Ended(taskId, (byte[])parts[1]!)
            : Unfinished(parts) with { Dependents = (string[])parts[1]! };
    }

    private static TaskSnapshot Unfinished(RedisResult[] parts)
    {
        switch ((string?)parts[0])
        {
            case "parked":
                var state = string.Equals((string?)parts[2], "waiting", StringComparison.Ordinal) ? TaskState.Waiting : TaskState.Scheduled;
                return Parked(state, parts[3]) with { WaitsFor = (string[])parts[4]! };
            case "running":
                var running = Running((string)parts[2]!, parts[3], parts[4], (string)parts[5]!, (string)parts[6]!, (string)parts[7]!);
                return running with { Progress = RedisProgress.Parse((string)parts[8]!)?.Progress };
            default:
                return Ready((string)parts[2]!, parts[3], parts[4]);
        }
    }

    public static TaskSnapshot Ended(string taskId, byte[] written)
    {
        var record = RecordFormat.Read(written, taskId);
        return new TaskSnapshot(record.State) { Record = record };
    }

    public static TaskSnapshot Parked(TaskState state, RedisResult fields)
    {
        var message = RedisMessageReader.Read((RedisResult[])fields!, "", entryTime: 0, entryId: null);
        return new TaskSnapshot(state) { Message = message, DueAt = state is TaskState.Scheduled ? message.Details.DueAt : 0 };
    }

    public static TaskSnapshot Ready(string priority, RedisResult entry, RedisResult fields) =>
        new(TaskState.Ready) { Message = Message(priority, entry, fields) };

    public static TaskSnapshot Running(
        string priority, RedisResult entry, RedisResult fields, string worker, string since, string noted) =>
        new(TaskState.Running)
        {
            Message = Message(priority, entry, fields),
            Worker = worker,
            HeldSince = long.TryParse(since, CultureInfo.InvariantCulture, out var held) ? held : 0,
            AttemptTraceParent = noted.Length > 0 ? noted : null,
        };

    public static TaskMessage Message(string priority, RedisResult entry, RedisResult fields)
    {
        var id = (byte[])entry!;
        var written = Encoding.UTF8.GetString(id).Split('-')[0];
        var time = long.TryParse(written, CultureInfo.InvariantCulture, out var at) ? at : UnixTime.Last;
        return RedisMessageReader.Read((RedisResult[])fields!, priority, time, id);
    }
}
