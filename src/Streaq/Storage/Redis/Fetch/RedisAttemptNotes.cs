using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Stores the trace contexts of a worker's running attempts, for the worker that takes over after a crash.</summary>
internal sealed class RedisAttemptNotes(RedisConnection redis, RedisKeys keys, string worker)
{
    private static readonly LuaScript NoteAttemptsScript = LuaScript.Named("note_attempts");

    /// <summary>Longer than any crash goes unnoticed. It only makes sure that notes expire.</summary>
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(1);

    public async ValueTask WriteAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            worker,
            (long)Ttl.TotalMilliseconds,
            ended.Count,
            .. ended.Select(id => (RedisValue)id),
            .. began.SelectMany(note => new RedisValue[] { note.Key, note.Value }),
        ];
        await redis.EvaluateAsync(
            NoteAttemptsScript, [keys.Workers, keys.Attempts(worker)], values, cancellationToken).ConfigureAwait(false);
    }
}
