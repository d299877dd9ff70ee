namespace Streaq.Storage.Redis;

/// <summary>Pauses and resumes a queue or its priorities, for all workers.</summary>
internal sealed class RedisPauses(RedisConnection redis, RedisKeys keys, RedisQueueNames names, PauseWatch watch) : IPauseStore
{
    private static readonly LuaScript PauseScript = LuaScript.Named("pause");
    private static readonly LuaScript ResumeScript = LuaScript.Named("resume");

    public ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken)
    {
        names.Use();
        return SetAsync(PauseScript, priority, cancellationToken);
    }

    public ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken) =>
        SetAsync(ResumeScript, priority, cancellationToken);

    public ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken) => watch.ReadAsync(cancellationToken);

    private async ValueTask<bool> SetAsync(LuaScript script, string? priority, CancellationToken cancellationToken)
    {
        var changed = (bool)await redis.EvaluateAsync(
            script, [keys.Paused, keys.PauseChannel], [priority ?? ""], cancellationToken).ConfigureAwait(false);
        if (watch.IsBegun)
        {
            // The workers of this process need not wait for the message.
            await watch.RefreshAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        }

        return changed;
    }
}
