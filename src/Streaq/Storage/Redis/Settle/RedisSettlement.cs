using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Writes the outcomes of attempts: completions of a priority in one call, each retry and dead letter in its own.</summary>
internal sealed class RedisSettlement(RedisConnection redis, RedisKeys keys, StoreOptions options, string worker)
{
    private static readonly LuaScript CompleteScript = LuaScript.Named("complete");
    private static readonly LuaScript DeadLetterScript = LuaScript.Named("dead_letter");
    private static readonly LuaScript RetryScript = LuaScript.Named("retry");

    /// <returns><see langword="false"/> when the lease is gone.</returns>
    public async ValueTask<bool> WriteAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var calls = new List<Task<RedisResult>>(1);
        CompletionBatch? only = null;
        List<CompletionBatch>? others = null;
        foreach (var settlement in settlements)
        {
            switch (settlement)
            {
                case RetrySettlement retrial: calls.Add(RetryAsync(retrial, cancellationToken)); break;
                case DeadLetterSettlement letter: calls.Add(DeadLetterAsync(letter, cancellationToken)); break;
                case CompletionSettlement completion when only is null || only.Takes(completion):
                    (only ??= new CompletionBatch(completion, settlements.Count)).Add(completion);
                    break;
                case CompletionSettlement completion:
                    BatchFor(completion, others ??= [], settlements.Count).Add(completion);
                    break;
            }
        }

        foreach (var batch in only is null ? [] : others is null ? [only] : others.Prepend(only))
        {
            calls.Add(redis.EvaluateAsync(CompleteScript, batch.Keys(keys), batch.Values(worker, keys), cancellationToken));
        }

        var held = true;
        foreach (var call in calls)
        {
            held &= (int)await call.ConfigureAwait(false) == 1;
        }

        return held;
    }

    private static CompletionBatch BatchFor(CompletionSettlement completion, List<CompletionBatch> batches, int capacity)
    {
        foreach (var batch in batches)
        {
            if (batch.Takes(completion))
            {
                return batch;
            }
        }

        var next = new CompletionBatch(completion, capacity);
        batches.Add(next);
        return next;
    }

    private Task<RedisResult> RetryAsync(RetrySettlement retrial, CancellationToken cancellationToken)
    {
        var id = retrial.Delivery.Message.Id;
        var values = new List<RedisValue>
        {
            worker,
            RedisKeys.Group,
            retrial.Delivery.Receipt,
            id,
            Milliseconds.Of(retrial.Delay),
        };
        RedisMessage.WriteHash(retrial.Next, values);
        return redis.EvaluateAsync(
            RetryScript,
            [keys.Workers, keys.Ready(retrial.Delivery.Message.Priority), keys.Scheduled, keys.Task(id), keys.DueChannel],
            [.. values],
            cancellationToken);
    }

    private Task<RedisResult> DeadLetterAsync(DeadLetterSettlement dead, CancellationToken cancellationToken)
    {
        var id = dead.Delivery.Message.Id;
        var values = new List<RedisValue>
        {
            worker,
            RedisKeys.Group,
            keys.EndedPrefix,
            dead.Delivery.Receipt,
            Milliseconds.OrForEver(dead.ResultTtl),
            dead.Record,
            id,
            options.MaxDeadLetters,
            (long)options.DeadLetterAge.TotalMilliseconds,
        };
        RedisDeadLetters.Write(dead.Letter, values);
        return redis.EvaluateAsync(
            DeadLetterScript,
            [
                keys.Workers,
                keys.Ready(dead.Delivery.Message.Priority),
                keys.DeduplicationPrefix,
                keys.Task(id),
                keys.Dead,
                keys.DeadPrefix,
                keys.BatchOf(id).Key,
            ],
            [.. values],
            cancellationToken);
    }
}
