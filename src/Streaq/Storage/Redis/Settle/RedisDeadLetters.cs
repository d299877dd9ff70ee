using System.Collections.Frozen;
using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>The dead letters of a queue: a hash each, and a sorted set that orders them by time.</summary>
internal sealed class RedisDeadLetters(RedisConnection redis, RedisKeys keys, StoreOptions options) : IDeadLetterStore
{
    private static readonly LuaScript DeleteDeadLetterScript = LuaScript.Named("delete_dead_letter");
    private static readonly LuaScript ListDeadLettersScript = LuaScript.Named("list_dead_letters");
    private static readonly LuaScript ReplayScript = LuaScript.Named("replay");

    /// <summary>The fields of a dead letter beside those of its message.</summary>
    private static readonly FrozenSet<string> OfTheFailure = FrozenSet.Create(
        StringComparer.Ordinal,
        "failed_at", "failed_on", "failed_start", "failed_trace", "error", "error_message", "error_stack", "dedup");

    private readonly RedisManyDeadLetters _many = new(redis, keys, options);

    public async ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(int offset, int limit, CancellationToken cancellationToken)
    {
        var letters = (RedisResult[])(await redis.EvaluateAsync(
            ListDeadLettersScript, [keys.Dead, keys.DeadPrefix], [offset, limit], cancellationToken).ConfigureAwait(false))!;
        return [.. letters.Select(letter => Read((RedisResult[])letter!))];
    }

    public async ValueTask<DeadLetterEntry?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        var fields = (RedisResult[])(await redis.ExecuteAsync(
            "HGETALL", [keys.DeadLetter(taskId)], cancellationToken).ConfigureAwait(false))!;
        if (fields.Length == 0)
        {
            return null;
        }

        var letter = Read(fields);
        return letter with { Message = letter.Message with { Id = taskId } };
    }

    public async ValueTask<ReplayResult?> ReplayAsync(DeadLetterEntry letter, TaskMessage message, CancellationToken cancellationToken)
    {
        if (!WireName.IsValid(message.Priority))
        {
            throw new StreaqStoreException(
                $"The dead letter {message.Id} does not say its priority: was its key in Redis written by something else?");
        }

        var batch = keys.BatchOf(message.Id);
        var values = new List<RedisValue> { letter.Message.Id, letter.FailedAt, message.Id, batch.Place, message.Priority };
        RedisMessage.WriteEntry(message, values);
        var answer = (string?)await redis.EvaluateAsync(
            ReplayScript,
            [
                keys.Dead,
                keys.DeadLetter(letter.Message.Id),
                keys.DeadLetter(message.Id),
                keys.Task(message.Id),
                batch.Key,
                keys.Ready(message.Priority),
            ],
            [.. values],
            cancellationToken).ConfigureAwait(false);
        return Result(answer);
    }

    public ValueTask<DeadLetterPart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken) =>
        _many.PageAsync(limit, continuation, cancellationToken);

    public ValueTask<IReadOnlyList<DeadLetterEntry?>> ReadManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken) =>
        _many.ReadAsync(taskIds, cancellationToken);

    public ValueTask<IReadOnlyList<ReplayResult?>> ReplayManyAsync(
        IReadOnlyList<(DeadLetterEntry Letter, TaskMessage Message)> replays, CancellationToken cancellationToken) =>
        _many.ReplayAsync(replays, cancellationToken);

    public ValueTask<IReadOnlyList<bool>> DeleteManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken) =>
        _many.DeleteAsync(taskIds, cancellationToken);

    public async ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken) =>
        (bool)await redis.EvaluateAsync(
            DeleteDeadLetterScript, [keys.Dead, keys.DeadLetter(taskId)], [taskId], cancellationToken).ConfigureAwait(false);

    /// <summary>Adds the message's fields and the fields of its failure.</summary>
    public static void Write(DeadLetterEntry letter, List<RedisValue> into)
    {
        RedisMessage.WriteHash(letter.Message, into);
        into.AddRange("failed_at", letter.FailedAt, "failed_on", letter.Worker, "failed_start", letter.StartedAt);
        into.AddRange("error", letter.Error.Type, "error_message", letter.Error.Message, "error_stack", letter.Error.StackTrace ?? "");
        into.AddRange("failed_trace", letter.TraceParent ?? "");
    }

    /// <returns><see langword="null"/> when nothing was done, because the letter is not the one that the caller read.</returns>
    public static ReplayResult? Result(string? answer) => answer switch
    {
        "replayed" => ReplayResult.Replayed,
        "not found" => ReplayResult.NotFound,
        "id in use" => ReplayResult.IdInUse,
        "key held" => ReplayResult.DeduplicationKeyHeld,
        _ => null,
    };

    public static DeadLetterEntry Read(RedisResult[] fields)
    {
        var failure = new Dictionary<string, string>(StringComparer.Ordinal);
        var message = RedisMessageReader.Read(fields, "", entryTime: 0, entryId: null);
        var rest = new List<KeyValuePair<string, ReadOnlyMemory<byte>>>();
        foreach (var field in message.Details.UnknownFields ?? [])
        {
            if (OfTheFailure.Contains(field.Key))
            {
                failure[field.Key] = System.Text.Encoding.UTF8.GetString(field.Value.Span);
            }
            else
            {
                rest.Add(field);
            }
        }

        return new DeadLetterEntry(
            message with { Details = (message.Details with { UnknownFields = rest.Count == 0 ? null : rest }).OrNone() },
            new TaskError(
                failure.GetValueOrDefault("error", "unknown"),
                failure.GetValueOrDefault("error_message", ""),
                failure.GetValueOrDefault("error_stack")),
            Number("failed_at"),
            failure.GetValueOrDefault("failed_on", "unknown"),
            failure.GetValueOrDefault("failed_trace") is { Length: > 0 } trace ? trace : null)
        {
            DeduplicationKey = failure.GetValueOrDefault("dedup"),
            StartedAt = Number("failed_start"),
        };

        long Number(string name) =>
            long.TryParse(failure.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
