using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Reads, replays and deletes many dead letters at a time.</summary>
internal sealed class RedisManyDeadLetters(RedisConnection redis, RedisKeys keys, StoreOptions options)
{
    private static readonly LuaScript PageScript = LuaScript.Named("page_dead_letters");
    private static readonly LuaScript ReadScript = LuaScript.Named("read_dead_letters");
    private static readonly LuaScript ReplayScript = LuaScript.Named("replay_many");
    private static readonly LuaScript DeleteScript = LuaScript.Named("delete_dead_letters");

    /// <summary>The maximum number of letters that a page reads one by one: those that an earlier version wrote.</summary>
    private const int MostReadSingly = 100;

    public async ValueTask<DeadLetterPart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        var (id, failed) = TaskListQuery.Place(continuation);
        if (id.Length > 0)
        {
            _ = TaskListQuery.Number(failed);
        }

        var answer = (RedisResult[])(await redis.EvaluateAsync(
            PageScript,
            [keys.Dead, keys.DeadPrefix, keys.DeadSummaries],
            [id, failed, limit, MostReadSingly, (long)options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var page = (RedisResult[])answer[2]!;
        var letters = new List<DeadLetterSummary>(page.Length);
        foreach (var letter in page)
        {
            var parts = (RedisResult[])letter!;
            (id, failed) = ((string)parts[0]!, Score.Read((string?)parts[1]).ToString(CultureInfo.InvariantCulture));
            if (Summary(id, (RedisResult[])parts[2]!) is { } summary)
            {
                letters.Add(summary);
            }
        }

        return new(letters, (int)answer[1] > 0 ? $"{id}:{failed}" : null, (int)answer[0]);
    }

    /// <returns>Each letter without its body and stack trace; <see langword="null"/> where there is none.</returns>
    public async ValueTask<IReadOnlyList<DeadLetterEntry?>> ReadAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        var letters = (RedisResult[])(await redis.EvaluateAsync(
            ReadScript, [keys.DeadPrefix], [.. taskIds.Select(id => (RedisValue)id)], cancellationToken).ConfigureAwait(false))!;
        return [.. letters.Select((letter, i) => Read(taskIds[i], (RedisResult[])letter!))];
    }

    /// <returns>The results of the letters that Redis got to; <see langword="null"/> for an id that has another letter now.</returns>
    public async ValueTask<IReadOnlyList<ReplayResult?>> ReplayAsync(
        IReadOnlyList<(DeadLetterEntry Letter, TaskMessage Message)> replays, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue>();
        foreach (var (letter, message) in replays)
        {
            Write(letter, message, values);
        }

        var answers = (string[])(await redis.EvaluateAsync(
            ReplayScript,
            [keys.Dead, keys.DeadPrefix, (RedisKey)keys.TaskPrefix, keys.BatchPrefix, keys.ReadyPrefix],
            [.. values],
            cancellationToken).ConfigureAwait(false))!;
        return [.. answers.Select(RedisDeadLetters.Result)];
    }

    public async ValueTask<IReadOnlyList<bool>> DeleteAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken) =>
        (bool[])(await redis.EvaluateAsync(
            DeleteScript,
            [keys.Dead, keys.DeadPrefix],
            [.. taskIds.Select(id => (RedisValue)id)],
            cancellationToken).ConfigureAwait(false))!;

    private static void Write(DeadLetterEntry letter, TaskMessage message, List<RedisValue> into)
    {
        var part = BatchPart.For(message.Id);
        into.Add(message.Id);
        into.Add(letter.FailedAt);
        into.Add(part?.Name ?? "");
        into.Add(part?.Place ?? 0);
        into.Add(message.Priority);
        var count = into.Count;
        into.Add(RedisValue.Null);
        RedisMessage.WriteEntry(message, into);
        into[count] = into.Count - count - 1;
    }

    private static DeadLetterEntry? Read(string taskId, RedisResult[] fields)
    {
        if (fields.Length == 0)
        {
            return null;
        }

        // Without a body the message would be malformed.
        RedisResult[] whole = [.. fields, RedisResult.Create((RedisValue)"body"), RedisResult.Create(RedisValue.EmptyString)];
        var letter = RedisDeadLetters.Read(whole);
        return letter with { Message = letter.Message with { Id = taskId } };
    }

    /// <returns><see langword="null"/> for a letter that is gone, while the sorted set still has it.</returns>
    private static DeadLetterSummary? Summary(string id, RedisResult[] fields)
    {
        if (fields.Length == 0 || Array.TrueForAll(fields, field => field.IsNull))
        {
            return null;
        }

        return DeadLetterSummary.From(
            id,
            Text(0) is { } name && WireName.IsValid(name) ? name : "unknown",
            Text(1) ?? "",
            (int)Math.Clamp(Number(2, 1), 1, int.MaxValue),
            new TaskError(Text(3) ?? "unknown", Text(4) ?? ""),
            Number(5, 0),
            Text(6));

        string? Text(int i) => (string?)fields[i];
        long Number(int i, long absent) => long.TryParse(Text(i), CultureInfo.InvariantCulture, out var number) ? number : absent;
    }
}
